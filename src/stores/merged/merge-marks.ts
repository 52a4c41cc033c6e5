import type { FailureMarks, MarkResult } from '../../contract/failures.ts';
import type { FailureMark } from '../../model/failure/memory/failure-mark.ts';
import type { Member } from './member.ts';
import type { Use } from './query-members.ts';

type QueryAll = <T>(use: Use<T>, signal: AbortSignal | undefined) => Promise<readonly T[]>;

/** The name of a member, and its answer. */
type ResultOf = readonly [name: string, result: MarkResult];

const unsupported: MarkResult = { type: 'unsupported' };

/** Marks of several stores: a group may have failures in each of them. */
export function createMergedMarks(queryAll: QueryAll, members: readonly Member[]): FailureMarks {
  return {
    list: async ({ signal } = {}) =>
      mergeMarks(
        await queryAll(async (store, ending) => store.failureMarks?.list({ signal: ending }), signal),
      ),
    async put(mark, { by, signal } = {}) {
      const put: Use<ResultOf> = async ({ failureMarks }, ending, { name }) => [
        name,
        (await failureMarks?.put(mark, { by, signal: ending })) ?? unsupported,
      ];
      return mergeMarkResults(await queryAll(put, signal), members.length);
    },
    async remove(id, { signal } = {}) {
      const remove: Use<ResultOf> = async ({ failureMarks }, ending, { name }) => [
        name,
        (await failureMarks?.remove(id, { signal: ending })) ?? unsupported,
      ];
      return mergeMarkResults(await queryAll(remove, signal), members.length);
    },
  };
}

/** The latest mark of a kind holds for the group in all members; `undefined` where none keeps any. */
export function mergeMarks(
  lists: readonly (readonly FailureMark[] | undefined)[],
): readonly FailureMark[] | undefined {
  const kept = lists.flatMap(list => (list ? [list] : []));
  if (kept.length === 0) return undefined;
  const merged = new Map<string, FailureMark>();
  for (const mark of kept.flat().sort((a, b) => b.at - a.at)) {
    const key = `${mark.kind} ${mark.failureId}`;
    if (!merged.has(key)) merged.set(key, mark);
  }
  return [...merged.values()];
}

/** Done where one of so many members has done it: others keep no marks, may not be written, or are away. */
export function mergeMarkResults(results: readonly ResultOf[], members: number): MarkResult {
  const targets = results.flatMap(([name, { type }]) => (type === 'done' ? [name] : []));
  if (targets.length > 0) return { type: 'done', ...(targets.length < members ? { targets } : {}) };
  return results.map(([, result]) => result).find(({ type }) => type === 'refused') ?? unsupported;
}
