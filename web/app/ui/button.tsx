import { Link, type LinkProps } from '@remix-run/react';
import { cva, type VariantProps } from 'class-variance-authority';
import { LoaderCircle } from 'lucide-react';
import type { ButtonHTMLAttributes } from 'react';
import { classNames } from './class-names.ts';
import { useHydrated } from './hydrated.ts';

const look = cva(
  'inline-flex shrink-0 items-center justify-center gap-2 rounded-xl font-semibold transition-[background,border,color,transform] active:translate-y-px disabled:pointer-events-none disabled:opacity-55',
  {
    variants: {
      tone: {
        main: 'bg-brass text-brass-ink shadow-[inset_0_1px_0_rgb(255_255_255/0.25)] hover:bg-brass-strong',
        quiet: 'border border-line bg-raised text-ink hover:border-muted/60',
        bare: 'text-muted hover:bg-raised hover:text-ink',
        danger: 'border border-danger/40 bg-danger-soft text-danger hover:border-danger',
      },
      size: { small: 'h-9 px-3 text-sm', medium: 'h-11 px-4 text-[15px]', large: 'h-12 px-6 text-base' },
      wide: { true: 'w-full' },
    },
    defaultVariants: { tone: 'main', size: 'medium' },
  },
);

type Look = VariantProps<typeof look>;

export function Button({
  tone,
  size,
  wide,
  busy,
  className,
  children,
  ...rest
}: ButtonHTMLAttributes<HTMLButtonElement> & Look & { busy?: boolean }) {
  const deaf = !useHydrated() && rest.type !== 'submit';
  return (
    <button
      type="button"
      {...rest}
      disabled={rest.disabled || busy || deaf}
      aria-busy={busy || undefined}
      className={classNames(look({ tone, size, wide }), className)}
    >
      {busy && <LoaderCircle aria-hidden className="size-4 animate-spin" />}
      {children}
    </button>
  );
}

export function ButtonLink({ tone, size, wide, className, ...rest }: LinkProps & Look) {
  return <Link {...rest} className={classNames(look({ tone, size, wide }), className)} />;
}

export { look as buttonLook };
