const DAY_MS = 24 * 3600 * 1000;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const MAX_NAMES = 20;

/** What the form of the report page asks for. Days are inclusive in the form and in UTC; the graph's `to` is exclusive. */
export function readReportInput(request: Request) {
  const { searchParams } = new URL(request.url);
  const names = (name: string) =>
    searchParams
      .getAll(name)
      .slice(0, MAX_NAMES)
      .map((value) => value.slice(0, 64));
  const today = new Date().toISOString().slice(0, 10);
  const monthAgo = new Date(Date.now() - 29 * DAY_MS).toISOString().slice(0, 10);
  const fromDay = dayOf(searchParams.get('from')) ?? monthAgo;
  const toDay = dayOf(searchParams.get('to')) ?? today;
  const asked = searchParams.has('from');
  const input = {
    measures: asked ? names('measure') : ['stakes', 'payouts', 'ggr', 'rtp', 'rounds'],
    dimensions: asked ? names('dimension') : ['day', 'currency'],
    from: `${fromDay}T00:00:00.000Z`,
    to: new Date(Date.parse(`${toDay}T00:00:00.000Z`) + DAY_MS).toISOString(),
    timeZone: 'UTC',
    limit: 500,
  };
  return { input, fromDay, toDay };
}

function dayOf(value: string | null): string | null {
  return value && DAY.test(value) && !Number.isNaN(Date.parse(value)) ? value : null;
}
