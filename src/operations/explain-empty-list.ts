import { newestFirst } from '../contract/lists/sort.ts';
import type { RunStore } from '../contract/run-store.ts';
import { joinQueries } from '../model/query/clauses.ts';
import { formatQuery } from '../model/query/format.ts';
import { misreadTerms, type Reason } from '../model/query/parse/misread-terms.ts';
import type { Clause, Query } from '../model/query/query.ts';
import { formatAge } from '../model/text/formats.ts';
import { explainValue } from './explain-value.ts';

type EmptyList = {
  readonly store: RunStore;
  readonly query: Query;
  /** What narrows the list besides: a view, a kind. */
  readonly within: Query;
  readonly now: number;
  readonly signal?: AbortSignal;
};

const mostReasons = 3;
const mostClauses = 6;

export async function explainEmptyList(list: EmptyList): Promise<readonly Reason[]> {
  const { clauses } = list.query;
  const misread = misreadTerms(list.query, list.now);
  if (misread.length > 0) return misread.slice(0, mostReasons);
  const isAlone = clauses.length === 1 && list.within.clauses.length === 0;
  const reasons: Reason[] = [];
  for (const clause of clauses.slice(0, mostClauses)) {
    if (reasons.length < mostReasons) reasons.push(...(await explainClause(list, clause, isAlone)));
  }
  if (reasons.length === 0) return explainTogether(list);
  const [only, ...others] = clauses;
  return only && others.length === 0 ? withoutFilter(reasons, only) : reasons;
}

/** A filter of one term need not be told that no run matches that term. */
function withoutFilter(reasons: readonly Reason[], clause: Clause): readonly Reason[] {
  const known = `no run matches ${formatQuery({ clauses: [clause] })}`;
  return reasons
    .filter(({ text }) => text !== known)
    .map(reason => ({ ...reason, text: reason.text.replace(`${known}: `, '') }));
}

/** Empty where some runs match this clause alone. */
async function explainClause(list: EmptyList, clause: Clause, isAlone: boolean): Promise<readonly Reason[]> {
  const { store } = list;
  if (clause.negated) return [];
  const missing = missingField(store, clause);
  if (missing !== undefined) return [{ text: missing }];
  const isMatched = isAlone ? false : await hasRuns(list, { clauses: [clause] });
  if (isMatched !== false) return [];
  switch (clause.type) {
    case 'text':
    case 'word':
    case 'path':
      return [await explainValue(store, clause, list.signal)];
    case 'time':
      return [await explainTime(list, clause)];
    default:
      return [{ text: `no run matches ${formatQuery({ clauses: [clause] })}` }];
  }
}

function missingField({ can: { lacks } }: RunStore, clause: Clause): string | undefined {
  if (!lacks || !('field' in clause)) return undefined;
  return lacks.fields.includes(clause.field) ? `${lacks.reason} ${clause.field}` : undefined;
}

async function explainTime({ store, now, signal }: EmptyList, clause: Clause): Promise<Reason> {
  const written = formatQuery({ clauses: [clause] });
  const { runs } = await store.listRuns({ clauses: [] }, { sort: newestFirst, limit: 1, now, signal });
  const [newest] = runs;
  const age = newest ? `: the newest run is from ${formatAge(newest.createdAt, now)}` : '';
  return { text: `no run matches ${written}${age}` };
}

/** Each clause matches runs: finds one without which the others match some. */
async function explainTogether(list: EmptyList): Promise<readonly Reason[]> {
  const { query, within } = list;
  const { clauses } = query;
  if (within.clauses.length > 0 && (await hasRuns(list, query)))
    return [{ text: `there are such runs, but none with ${formatQuery(within)}` }];
  if (clauses.length < 2) return [];
  for (const clause of clauses.slice(0, mostClauses)) {
    const others = { clauses: clauses.filter(one => one !== clause) };
    if (!(await hasRuns(list, joinQueries(within, others)))) continue;
    const { start, end } = clause;
    const text = `each term matches runs, but none matches all: without ${formatQuery({ clauses: [clause] })} there are some`;
    return [{ text, instead: { term: '', start, end } }];
  }
  return [{ text: 'each term matches runs, but none matches all' }];
}

/** `undefined` where the store would have to search on to tell. */
async function hasRuns({ store, now, signal }: EmptyList, query: Query): Promise<boolean | undefined> {
  const page = await store.listRuns(query, { sort: newestFirst, limit: 1, now, signal });
  if (page.runs.length > 0) return true;
  return page.nextCursor === undefined ? false : undefined;
}
