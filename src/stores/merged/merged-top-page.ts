import { compareNewest, createComparator } from '../../contract/lists/run-order.ts';
import type { ListOptions, RunPage } from '../../contract/lists/run-page.ts';
import type { Query } from '../../model/query/query.ts';
import type { Member } from './member.ts';
import { type MemberAnswers, queryMembers, throwIfNoneAnswered, toMissing } from './query-members.ts';

/** The first runs of another order than newest first, out of the first runs of each member. */
export async function readMergedTopPage(
  members: readonly Member[],
  query: Query,
  options: ListOptions,
  patienceMs: number,
): Promise<RunPage> {
  const { sort, now, limit, signal } = options;
  const result = await queryMembers(
    members,
    (store, ending) => store.listRuns(query, { ...options, signal: ending }),
    { signal, patienceMs },
  );
  throwIfNoneAnswered(result);
  const compare = createComparator(sort, now);
  const runs = stampAll(result).sort((a, b) => compare(a, b) || compareNewest(a, b));
  const missing = toMissing(result.missing);
  return { runs: runs.slice(0, limit), ...(missing.length > 0 ? { missing } : {}) };
}

function stampAll({ answers }: MemberAnswers<RunPage>) {
  return [...answers].flatMap(([{ name }, page]) => page.runs.map(run => ({ ...run, target: name })));
}
