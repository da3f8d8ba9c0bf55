import { CircleAlert, CircleCheck, X } from 'lucide-react';
import { createContext, useCallback, useContext, useMemo, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { codeOf } from '../graph/errors.ts';
import { classNames } from './class-names.ts';

interface Toast {
  id: number;
  tone: 'good' | 'bad';
  text: string;
}

interface Tell {
  good(text: string): void;
  /** Says a refusal in the person's language, by its code. */
  refused(error: unknown): void;
}

const SHOWN_MS = 6_000;
const AT_MOST = 4;
const TellContext = createContext<Tell | null>(null);

export function ToastProvider({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  const [toasts, setToasts] = useState<Toast[]>([]);
  const counter = useRef(0);
  const drop = useCallback((id: number) => setToasts((all) => all.filter((toast) => toast.id !== id)), []);
  const add = useCallback(
    (tone: Toast['tone'], text: string) => {
      const id = ++counter.current;
      setToasts((all) => [...all.slice(1 - AT_MOST), { id, tone, text }]);
      setTimeout(() => drop(id), SHOWN_MS);
    },
    [drop],
  );
  const tell = useMemo<Tell>(
    () => ({
      good: (text) => add('good', text),
      refused: (error) => add('bad', t(`error.${codeOf(error)}`, t('error.INTERNAL_ERROR'))),
    }),
    [add, t],
  );
  return (
    <TellContext.Provider value={tell}>
      {children}
      <div
        role="status"
        aria-live="polite"
        className="pointer-events-none fixed inset-x-4 bottom-24 z-50 grid justify-items-center gap-2 sm:right-6 sm:bottom-6 sm:left-auto sm:justify-items-end"
      >
        {toasts.map((toast) => (
          <div
            key={toast.id}
            className="rise pointer-events-auto flex max-w-sm items-center gap-3 rounded-xl border border-line bg-raised px-4 py-3 text-sm font-medium shadow-2xl"
          >
            {toast.tone === 'good' ? (
              <CircleCheck aria-hidden className="size-5 shrink-0 text-felt" />
            ) : (
              <CircleAlert aria-hidden className="size-5 shrink-0 text-danger" />
            )}
            <span className={classNames(toast.tone === 'bad' && 'text-danger')}>{toast.text}</span>
            <button
              type="button"
              aria-label={t('common.close')}
              onClick={() => drop(toast.id)}
              className="ml-1 rounded p-1 text-muted hover:text-ink"
            >
              <X aria-hidden className="size-4" />
            </button>
          </div>
        ))}
      </div>
    </TellContext.Provider>
  );
}

export function useTell(): Tell {
  const tell = useContext(TellContext);
  if (!tell) throw new Error('useTell outside of ToastProvider');
  return tell;
}
