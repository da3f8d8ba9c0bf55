import { useApolloClient, useMutation } from '@apollo/client/react';
import { Download } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ExportReport, ReportExportState } from '../graph/admin-house.ts';
import type { VariablesOf } from '../graph/graphql.ts';
import { Button } from '../ui/button.tsx';
import { useTell } from '../ui/toasts.tsx';

type Wish = VariablesOf<typeof ExportReport>['input'];
const FORMATS = ['CSV', 'XLSX', 'JSON'] as const;
const POLL_MS = 700;
const POLLS = 120;

/** Asks for a file, waits until it is made, and lets the browser download it from our own origin. */
export function ExportButtons({ input }: { input: Wish['report'] }) {
  const { t } = useTranslation();
  const tell = useTell();
  const client = useApolloClient();
  const [exportReport] = useMutation(ExportReport);
  const [busy, setBusy] = useState<string | null>(null);

  async function waitFor(id: string): Promise<string | null> {
    for (let poll = 0; poll < POLLS; poll++) {
      const { data } = await client.query({ query: ReportExportState, variables: { id }, fetchPolicy: 'network-only' });
      const { status, downloadUrl } = data?.reportExport ?? {};
      if (status === 'DONE' && downloadUrl) return downloadUrl;
      if (status === 'FAILED') return null;
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    return null;
  }

  async function download(format: Wish['format']) {
    setBusy(format);
    try {
      const { data } = await exportReport({ variables: { input: { report: input, format } } });
      const url = data && (await waitFor(data.exportReport.id));
      if (url) location.assign(new URL(url, location.origin).pathname);
      else tell.refused(new Error(t('admin.exportFailed')));
    } catch (error) {
      tell.refused(error);
    }
    setBusy(null);
  }

  return (
    <div className="flex gap-2">
      {FORMATS.map((format) => (
        <Button
          key={format}
          tone="quiet"
          size="small"
          busy={busy === format}
          disabled={busy !== null}
          aria-label={t('admin.download', { format })}
          onClick={() => void download(format)}
        >
          <Download aria-hidden className="size-4" />
          {format}
        </Button>
      ))}
    </div>
  );
}
