import { Form, useSubmit } from '@remix-run/react';
import { Send } from 'lucide-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, buttonLook } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { Card } from '../ui/surfaces.tsx';

interface Props {
  next: string;
  busy: boolean;
  development: boolean;
  demoPeople: string[];
  telegram: { botId: string; botName: string } | null;
  origin: string;
}

export function TelegramStep({ next, busy, development, demoPeople, telegram, origin }: Props) {
  const { t } = useTranslation();
  return (
    <div className="grid gap-4">
      <Card className="grid gap-3">
        {telegram ? (
          <TelegramLink next={next} telegram={telegram} origin={origin} />
        ) : (
          <p className="flex items-center gap-3 text-sm text-muted">
            <Send aria-hidden className="size-5 shrink-0 text-brass" />
            {t('signIn.telegramPlace')}
          </p>
        )}
      </Card>
      {demoPeople.length > 0 && (
        <Card>
          <h2 className="text-lg font-semibold">{t('signIn.demoTitle')}</h2>
          <p className="mt-1 mb-4 text-sm text-muted">{t('signIn.demoHint')}</p>
          <Form method="post" className="grid grid-cols-2 gap-2 sm:grid-cols-3">
            <input type="hidden" name="intent" value="demo" />
            <input type="hidden" name="next" value={next} />
            {demoPeople.map((name) => (
              <Button
                key={name}
                type="submit"
                tone="quiet"
                name="name"
                value={name}
                aria-label={t('signIn.demoAs', { name })}
                disabled={busy}
              >
                {name}
              </Button>
            ))}
          </Form>
        </Card>
      )}
      {development && (
        <Card>
          <h2 className="text-lg font-semibold">{t('signIn.devTitle')}</h2>
          <p className="mt-1 mb-4 text-sm text-muted">{t('signIn.devHint')}</p>
          <Form method="post" className="grid gap-4">
            <input type="hidden" name="intent" value="telegram-development" />
            <input type="hidden" name="next" value={next} />
            <div className="grid grid-cols-2 gap-3">
              <Field
                label={t('signIn.telegramId')}
                name="id"
                required
                inputMode="numeric"
                pattern="[0-9]{1,18}"
                autoComplete="off"
              />
              <Field label={t('signIn.firstName')} name="firstName" required maxLength={64} autoComplete="given-name" />
            </div>
            <Button type="submit" busy={busy}>
              {t('signIn.devSubmit')}
            </Button>
          </Form>
        </Card>
      )}
    </div>
  );
}

/** Telegram's own login page instead of its widget's script: no foreign code on our page. It answers in the fragment. */
function TelegramLink({
  next,
  telegram,
  origin,
}: {
  next: string;
  telegram: { botId: string; botName: string };
  origin: string;
}) {
  const { t } = useTranslation();
  const submit = useSubmit();
  useEffect(() => {
    const result = /^#tgAuthResult=([\w+/=-]+)$/.exec(location.hash)?.[1];
    if (!result) return;
    history.replaceState(history.state, '', location.pathname + location.search);
    const fields = JSON.parse(atob(result.replaceAll('-', '+').replaceAll('_', '/'))) as Record<string, string>;
    void submit({ intent: 'telegram', next, fields: new URLSearchParams(fields).toString() }, { method: 'post' });
  }, [next, submit]);
  const query = new URLSearchParams({
    bot_id: telegram.botId,
    origin,
    return_to: `${origin}/sign-in?next=${encodeURIComponent(next)}`,
  });
  return (
    <a href={`https://oauth.telegram.org/auth?${query}`} className={buttonLook({ size: 'large', wide: true })}>
      <Send aria-hidden className="size-5" />
      {t('signIn.telegram')}
    </a>
  );
}
