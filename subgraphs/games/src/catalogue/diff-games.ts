import { GENRES } from '@croupier/contracts';
import type { ListedGame } from '../providers/provider.ts';

/** A game as the catalogue has it; fields that a provider says are named as in its listing. */
export interface PresentGame extends Required<ListedGame> {
  id: string;
  slug: string;
  allowed: boolean;
  gone: boolean;
}

export const CHANGE_KINDS = ['ADDED', 'CHANGED', 'GONE', 'RETURNED'] as const;
export interface GameChange {
  kind: (typeof CHANGE_KINDS)[number];
  code: string;
  title: string;
  /** texts as people read them; null: nothing */
  fields: { name: string; before: string | null; after: string | null }[];
}
export interface CatalogueDiff {
  changes: GameChange[];
  unchanged: number;
  /** as they shall be written: what is added, changed or returned */
  written: ListedGame[];
  /** codes that are listed no more */
  gone: string[];
}

const FIELDS = [
  ...(['titles', 'genre', 'volatility', 'rtp', 'thumbnailUrl', 'currencies'] as const),
  ...(['tags', 'countries', 'blockedCountries'] as const),
];

/**
 * What a provider's listing changes. A listing without a single game changes nothing: it is an outage, not a decision.
 * A thumbnail, tags or countries that the listing does not give are left as they are.
 */
export function diffGames(present: PresentGame[], listed: ListedGame[]): CatalogueDiff {
  const known = new Map(present.map((game) => [game.code, game]));
  const diff: CatalogueDiff = { changes: [], unchanged: 0, written: [], gone: [] };
  const seen = new Set<string>();
  for (const game of listed) {
    if (seen.has(game.code)) continue;
    seen.add(game.code);
    const before = known.get(game.code);
    // A genre that is not heard of yet: what we have stays as it is, and a new game waits.
    if (!(GENRES as readonly string[]).includes(game.genre) || !game.titles.en) {
      diff.unchanged += before ? 1 : 0;
      continue;
    }
    const after = before ? withUnsaid(game, before) : game;
    const fields = fieldsOf(before, after);
    const kind = !before ? 'ADDED' : before.gone ? 'RETURNED' : 'CHANGED';
    if (kind === 'CHANGED' && fields.length === 0) {
      diff.unchanged += 1;
      continue;
    }
    diff.changes.push({ kind, code: game.code, title: titleOf(game), fields });
    diff.written.push(after);
  }
  if (seen.size === 0) return { ...diff, unchanged: present.length };
  for (const game of present.filter((each) => !each.gone && !seen.has(each.code))) {
    diff.changes.push({ kind: 'GONE', code: game.code, title: titleOf(game), fields: [] });
    diff.gone.push(game.code);
  }
  return diff;
}

function withUnsaid(game: ListedGame, { tags, countries, blockedCountries, ...before }: PresentGame): ListedGame {
  const said = Object.fromEntries(
    Object.entries(game).filter(([, value]) => value !== undefined),
  ) as unknown as ListedGame;
  return { tags, countries, blockedCountries, ...said, thumbnailUrl: game.thumbnailUrl ?? before.thumbnailUrl };
}

function fieldsOf(before: PresentGame | undefined, after: ListedGame): GameChange['fields'] {
  return FIELDS.filter((name) => after[name] !== undefined)
    .map((name) => ({ name, before: before ? textOf(before[name]) : null, after: textOf(after[name]) }))
    .filter((field) => field.before !== field.after);
}

/** Equal values have equal texts, whatever order a JSON object came in. */
function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return [...value].sort().join(', ');
  const entries = Object.entries(value).sort(([one], [other]) => one.localeCompare(other));
  return entries.map(([key, text]) => `${key}: ${String(text)}`).join('; ');
}

const titleOf = (game: ListedGame): string => game.titles.en ?? game.code;
