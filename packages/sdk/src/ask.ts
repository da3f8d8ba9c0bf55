export interface PartnerOptions {
  /** the gateway, such as `http://localhost:4000` */
  url: string;
  /** goes into X-Api-Key */
  key: string;
  timeoutMs?: number;
}

export type Ask = <Answer>(path: string, parameters: Record<string, Value | Value[] | undefined>) => Promise<Answer>;
type Value = string | number | boolean;

/** The house refused, or did not answer (`PROVIDER_UNAVAILABLE`): `code` is stable, `fields` says what is wrong with which parameter. */
export class PartnerRefused extends Error {
  constructor(
    readonly code: string,
    message: string,
    /** HTTP status; 0 where there was no answer */
    readonly status: number,
    readonly fields: Record<string, string> = {},
  ) {
    super(message);
    this.name = 'PartnerRefused';
  }
}

/** What the generated methods call. Reads only, so whoever gets PROVIDER_UNAVAILABLE may ask again. */
export function createAsk({ url, key, timeoutMs = 15_000 }: PartnerOptions): Ask {
  return async (path, parameters) => {
    const search = new URLSearchParams();
    const inPath = new Set<string>();
    const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => {
      inPath.add(name);
      return encodeURIComponent(String(parameters[name]));
    });
    for (const [name, value] of Object.entries(parameters))
      if (value !== undefined && !inPath.has(name)) search.set(name, String(value));
    const address = `${url.replace(/\/$/, '')}/partner/v1${filled}${search.size > 0 ? `?${search}` : ''}`;
    const init = { headers: { 'x-api-key': key, accept: 'application/json' }, signal: AbortSignal.timeout(timeoutMs) };
    const response = await fetch(address, init).catch((error: Error) => {
      throw new PartnerRefused('PROVIDER_UNAVAILABLE', error.message, 0);
    });
    const body = (await response.json().catch(() => ({}))) as Partial<
      Pick<PartnerRefused, 'code' | 'message' | 'fields'>
    >;
    if (response.ok) return body as never;
    const { code = 'INTERNAL_ERROR', message = response.statusText, fields } = body;
    throw new PartnerRefused(code, message, response.status, fields);
  };
}
