import type { FailureMarks, MarkResult } from '../../contract/failure-marks.ts';
import type { FailureMark } from '../../model/failure/memory/failure-mark.ts';
import type { Use } from './query-members.ts';

type QueryAll = <T>(use: Use<T>, signal: AbortSignal | undefined) => Promise<readonly T[]>;

const unsupported: MarkResult = { type: 'unsupported' };

/** Marks of several stores: a group may have failures in each of them. */
export function createMergedMarks(queryAll: QueryAll): FailureMarks {
  return {
    list: async ({ signal } = {}) =>
      mergeMarks(
        await queryAll(async (store, ending) => store.failureMarks?.list({ signal: ending }), signal),
      ),
    async put(mark, { by, signal } = {}) {
      const put: Use<MarkResult> = async ({ failureMarks }, ending) =>
        (await failureMarks?.put(mark, { by, signal: ending })) ?? unsupported;
      return mergeMarkResults(await queryAll(put, signal));
    },
    async remove(id, { signal } = {}) {
      const remove: Use<MarkResult> = async ({ failureMarks }, ending) =>
        (await failureMarks?.remove(id, { signal: ending })) ?? unsupported;
      return mergeMarkResults(await queryAll(remove, signal));
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

/** Done where one member has done it: the others keep no marks, or may not be written. */
export function mergeMarkResults(results: readonly MarkResult[]): MarkResult {
  return (
    results.find(({ type }) => type === 'done') ??
    results.find(({ type }) => type === 'refused') ?? { type: 'unsupported' }
  );
}
