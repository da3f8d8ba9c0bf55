import { AlertDialog } from 'radix-ui';
import { useState, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, buttonLook } from './button.tsx';
import { Field } from './field.tsx';

interface Props {
  trigger: ReactNode;
  title: string;
  lead?: string;
  confirm: string;
  /** Asks for a text too (a reason, a note) and hands it over. */
  wants?: string;
  onConfirm(text: string): Promise<unknown>;
}

/** Asks before something that cannot be taken back. */
export function AskFirst({ trigger, title, lead, confirm, wants, onConfirm }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const text = String(new FormData(event.currentTarget).get('text') ?? '').trim();
    setBusy(true);
    await onConfirm(text);
    setBusy(false);
    setOpen(false);
  }
  return (
    <AlertDialog.Root open={open} onOpenChange={setOpen}>
      <AlertDialog.Trigger asChild>{trigger}</AlertDialog.Trigger>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className="fixed inset-0 z-40 bg-black/60 backdrop-blur-sm" />
        <AlertDialog.Content className="rise fixed top-1/2 left-1/2 z-50 w-[min(28rem,calc(100vw-2rem))] -translate-x-1/2 -translate-y-1/2 rounded-2xl border border-line bg-surface p-6 shadow-2xl">
          <AlertDialog.Title className="font-display text-xl font-semibold">{title}</AlertDialog.Title>
          <AlertDialog.Description className="mt-2 text-sm text-muted">{lead ?? title}</AlertDialog.Description>
          <form onSubmit={(event) => void submit(event)} className="mt-5 grid gap-5">
            {wants && <Field label={wants} name="text" required maxLength={500} autoComplete="off" />}
            <div className="flex justify-end gap-3">
              <AlertDialog.Cancel className={buttonLook({ tone: 'quiet' })}>{t('common.cancel')}</AlertDialog.Cancel>
              <Button type="submit" tone="danger" busy={busy}>
                {confirm}
              </Button>
            </div>
          </form>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
