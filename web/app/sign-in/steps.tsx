import { Form } from '@remix-run/react';
import { MessageSquareText, Smartphone } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../ui/button.tsx';
import { CodeField, Field } from '../ui/field.tsx';

interface Step {
  next: string;
  busy: boolean;
}

function StepForm({
  intent,
  next,
  title,
  hint,
  children,
}: {
  intent: string;
  next: string;
  title: string;
  hint?: string;
  children: ReactNode;
}) {
  return (
    <Form method="post" className="grid gap-5">
      <input type="hidden" name="intent" value={intent} />
      <input type="hidden" name="next" value={next} />
      <div>
        <h2 className="text-xl font-semibold">{title}</h2>
        {hint && <p className="mt-1 text-sm text-muted">{hint}</p>}
      </div>
      {children}
    </Form>
  );
}

export function EmailStep({ next, busy }: Step) {
  const { t } = useTranslation();
  return (
    <StepForm intent="send-code" next={next} title={t('signIn.emailTitle')} hint={t('signIn.emailHint')}>
      <Field label={t('signIn.email')} name="email" type="email" required maxLength={254} autoComplete="email" />
      <Button type="submit" busy={busy}>
        {t('signIn.sendCode')}
      </Button>
    </StepForm>
  );
}

export function CodeStep({ next, email, busy }: Step & { email: string }) {
  const { t } = useTranslation();
  return (
    <>
      <StepForm intent="confirm-code" next={next} title={t('signIn.codeTitle')} hint={t('signIn.codeHint', { email })}>
        <CodeField label={t('signIn.code')} />
        <Button type="submit" busy={busy}>
          {t('signIn.confirmCode')}
        </Button>
      </StepForm>
      <Form method="post" className="mt-3 flex justify-center gap-2">
        <input type="hidden" name="email" value={email} />
        <input type="hidden" name="next" value={next} />
        <Button type="submit" tone="bare" size="small" name="intent" value="send-code">
          {t('signIn.resend')}
        </Button>
        <Button type="submit" tone="bare" size="small" name="intent" value="other-email">
          {t('signIn.otherEmail')}
        </Button>
      </Form>
    </>
  );
}

export function EnrolStep({ next, busy }: Step) {
  const { t } = useTranslation();
  return (
    <StepForm intent="enrol" next={next} title={t('signIn.factorTitle')} hint={t('signIn.factorHint')}>
      <div className="group grid gap-5">
        <div role="radiogroup" aria-label={t('signIn.factorTitle')} className="grid gap-3 sm:grid-cols-2">
          <Way value="TOTP" first icon={<Smartphone />} label={t('signIn.totp')} hint={t('signIn.totpHint')} />
          <Way value="SMS" icon={<MessageSquareText />} label={t('signIn.sms')} hint={t('signIn.smsHint')} />
        </div>
        {/* Shown by the style sheet when SMS is chosen: works without scripts. */}
        <div className="hidden group-has-[input[value=SMS]:checked]:block">
          <Field
            label={t('signIn.phone')}
            hint={t('signIn.phoneHint')}
            name="phone"
            type="tel"
            autoComplete="tel"
            maxLength={32}
          />
        </div>
      </div>
      <Button type="submit" busy={busy}>
        {t('signIn.enrol')}
      </Button>
    </StepForm>
  );
}

function Way({
  value,
  first,
  icon,
  label,
  hint,
}: {
  value: 'TOTP' | 'SMS';
  first?: boolean;
  icon: ReactNode;
  label: string;
  hint: string;
}) {
  return (
    <label className="relative grid cursor-pointer gap-1 rounded-xl border border-line bg-raised p-4 has-checked:border-brass has-focus-visible:outline-2 has-focus-visible:outline-brass [&_svg]:size-5 [&_svg]:text-brass">
      <input type="radio" name="method" value={value} defaultChecked={first} className="sr-only" />
      {icon}
      <span className="font-semibold">{label}</span>
      <span className="text-xs text-muted">{hint}</span>
    </label>
  );
}

interface SecondFactorProps extends Step {
  secret: string | null;
  qr: string | null;
  phone: string | null;
}

export function SecondFactorStep({ next, secret, qr, phone, busy }: SecondFactorProps) {
  const { t } = useTranslation();
  const hint = t(secret ? 'signIn.secondTotp' : phone ? 'signIn.secondSms' : 'signIn.secondAny');
  return (
    <StepForm intent="confirm-factor" next={next} title={t('signIn.secondTitle')} hint={hint}>
      {secret && qr && (
        <div className="grid justify-items-center gap-3 rounded-xl border border-line bg-raised p-4 text-center text-sm">
          <p>{t('signIn.scan')}</p>
          <img src={qr} alt={t('signIn.qr')} width={176} height={176} className="rounded-lg" />
          <p className="text-muted">{t('signIn.orType')}</p>
          <code
            aria-label={t('signIn.secret')}
            data-testid="totp-secret"
            className="font-mono text-[15px] break-all select-all"
          >
            {secret}
          </code>
        </div>
      )}
      <CodeField label={t('signIn.code')} />
      <Button type="submit" busy={busy}>
        {t('signIn.finish')}
      </Button>
    </StepForm>
  );
}
