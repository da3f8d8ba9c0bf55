import {
  useId,
  type InputHTMLAttributes,
  type ReactNode,
  type SelectHTMLAttributes,
  type TextareaHTMLAttributes,
} from 'react';
import { classNames } from './class-names.ts';

interface Told {
  label: string;
  hint?: ReactNode;
  error?: ReactNode;
}

function Labelled({ id, label, hint, error, children }: Told & { id: string; children: ReactNode }) {
  return (
    <div className="grid content-start gap-1.5">
      <label htmlFor={id} className="text-sm font-medium text-ink">
        {label}
      </label>
      {children}
      {hint && (
        <p id={`${id}-hint`} className="text-[13px] text-muted">
          {hint}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} role="alert" className="text-[13px] font-medium text-danger">
          {error}
        </p>
      )}
    </div>
  );
}

function described(id: string, told: Told): string | undefined {
  const ids = [told.hint && `${id}-hint`, told.error && `${id}-error`].filter(Boolean).join(' ');
  return ids || undefined;
}

export function Field({ label, hint, error, className, ...rest }: Told & InputHTMLAttributes<HTMLInputElement>) {
  const id = useId();
  return (
    <Labelled id={id} label={label} hint={hint} error={error}>
      <input
        id={id}
        aria-invalid={error ? true : undefined}
        aria-describedby={described(id, { label, hint, error })}
        {...rest}
        className={classNames('control', className)}
      />
    </Labelled>
  );
}

export function Choice({
  label,
  hint,
  error,
  className,
  children,
  ...rest
}: Told & SelectHTMLAttributes<HTMLSelectElement>) {
  const id = useId();
  return (
    <Labelled id={id} label={label} hint={hint} error={error}>
      <select
        id={id}
        aria-describedby={described(id, { label, hint, error })}
        {...rest}
        className={classNames('control', className)}
      >
        {children}
      </select>
    </Labelled>
  );
}

export function TextArea({
  label,
  hint,
  error,
  className,
  ...rest
}: Told & TextareaHTMLAttributes<HTMLTextAreaElement>) {
  const id = useId();
  return (
    <Labelled id={id} label={label} hint={hint} error={error}>
      <textarea
        id={id}
        aria-describedby={described(id, { label, hint, error })}
        {...rest}
        className={classNames('control', className)}
      />
    </Labelled>
  );
}

/** A six-digit code: numeric keyboard, offered by the phone from the message. */
export function CodeField({ label, error }: { label: string; error?: ReactNode }) {
  return (
    <Field
      label={label}
      error={error}
      name="code"
      required
      inputMode="numeric"
      autoComplete="one-time-code"
      pattern="[0-9]{6}"
      maxLength={6}
      placeholder="000000"
      className="figure h-14 text-center text-2xl tracking-[0.5em] placeholder:text-muted/30"
    />
  );
}
