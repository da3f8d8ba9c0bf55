import { useTranslation } from 'react-i18next';
import { Notice } from '../ui/surfaces.tsx';

/** Why a part of the console is empty. */
export function Refused({ refusal }: { refusal: string | null }) {
  const { t } = useTranslation();
  if (!refusal) return null;
  return (
    <div className="mb-4">
      <Notice tone="bad">
        {refusal === 'FORBIDDEN' ? t('admin.forbidden') : t(`error.${refusal}`, t('error.INTERNAL_ERROR'))}
      </Notice>
    </div>
  );
}
