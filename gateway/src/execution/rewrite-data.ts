import type { FetchDataRewrite } from '@apollo/query-planner';
import { type Data, getOwn, setOwn } from './merge.ts';
import type { TypeConditions } from './type-conditions.ts';

type Visit = (value: unknown) => void;
const FRAGMENT = '... on ';

/** Compiles the changes that a plan wants in what is sent to or comes from a subgraph; null where there are none. */
export function compileRewrites(rewrites: FetchDataRewrite[] | undefined, conditions: TypeConditions): Visit | null {
  if (!rewrites?.length) return null;
  const visits = rewrites.map((rewrite) => compileRewrite(rewrite, conditions));
  return (value) => {
    for (const visit of visits) visit(value);
  };
}

function compileRewrite(rewrite: FetchDataRewrite, conditions: TypeConditions): Visit {
  const name = rewrite.path.at(-1) ?? '';
  const change: Visit = (value) => {
    const object = value as Data;
    if (rewrite.kind === 'ValueSetter') return setOwn(object, name, rewrite.setValueTo);
    const present = getOwn(object, name);
    if (present === undefined) return;
    setOwn(object, rewrite.renameKeyTo, present);
    object[name] = undefined;
  };
  return rewrite.path.slice(0, -1).reduceRight((next: Visit, step) => compileStep(step, next, conditions), onObjects(change)); // prettier-ignore
}

function compileStep(step: string, next: Visit, conditions: TypeConditions): Visit {
  if (!step.startsWith(FRAGMENT)) return onObjects((value) => next(getOwn(value as Data, step)));
  const names = conditions(step.slice(FRAGMENT.length));
  return onObjects((value) => {
    // An object whose type is not known is let through, as by Apollo's executor.
    const typename = (value as Data)['__typename'];
    if (!typename || names.has(typename as string)) next(value);
  });
}

/** Lists are walked through; what is no object ends the walk. */
function onObjects(visit: Visit): Visit {
  const walk: Visit = (value) => {
    if (Array.isArray(value)) value.forEach(walk);
    else if (typeof value === 'object' && value !== null) visit(value);
  };
  return walk;
}
