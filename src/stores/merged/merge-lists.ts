import type { FailureMarks, MarkResult } from '../../contract/failures.ts';
import type { LateOptions, LateRuns } from '../../contract/lists/run-page.ts';
import { mostSuggested, type RunStore } from '../../contract/run-store.ts';
import type { StatusCounts } from '../../contract/workflow-info.ts';
import { InspectorError } from '../../model/errors.ts';
import type { FailureMark } from '../../model/failure/memory/failure-mark.ts';
import { tryParseJson } from '../../model/payload/json-text.ts';
import { runAddress } from '../../model/run.ts';
import { knownStatuses, type RunStatus } from '../../model/status.ts';
import type { Member, Use } from './query-members.ts';

/** `undefined` when one count is unknown, because a part of the sum would mislead. */
export function addCounts(all: readonly (StatusCounts | undefined)[]): StatusCounts | undefined {
  let sum: StatusCounts | undefined = { total: 0 };
  for (const counts of all) sum = sum && counts && addTwo(sum, counts);
  return sum;
}

function addTwo(a: StatusCounts, b: StatusCounts): StatusCounts {
  const sum: Partial<Record<RunStatus, number>> = {};
  for (const status of [...knownStatuses, 'unknown'] as const) {
    const count = (a[status] ?? 0) + (b[status] ?? 0);
    if (count > 0) sum[status] = count;
  }
  return { ...sum, total: a.total + b.total };
}

/** The first of each list, then the second of each, and so on; each value once. */
export function mergeSuggestions(lists: readonly (readonly string[])[]): readonly string[] {
  const longest = Math.max(0, ...lists.map(list => list.length));
  const ranks = Array.from({ length: longest }, (_, at) => lists.flatMap(list => list.slice(at, at + 1)));
  return [...new Set(ranks.flat())].slice(0, mostSuggested);
}

type QueryAll = <T>(use: Use<T>, signal: AbortSignal | undefined) => Promise<readonly T[]>;
/** The position has that of each member, also of one that does not answer now. */
export function createMergedLateRuns(queryAll: QueryAll): NonNullable<RunStore['lateRuns']> {
  return async ({ after, limit, signal }: LateOptions): Promise<LateRuns> => {
    const before = after === undefined ? {} : parsePositions(after);
    const lists = await queryAll(async (store, ending, { name }) => {
      const late = await store.lateRuns?.({ after: before[name], limit, signal: ending });
      return { name, late };
    }, signal);
    const known = lists.flatMap(({ name, late }) => (late ? [{ name, late }] : []));
    const positions = known.map(({ name, late }) => [name, late.position]);
    return {
      addresses: known.flatMap(({ name, late }) =>
        late.addresses.map(id => runAddress({ id, target: name })),
      ),
      position: JSON.stringify({ ...before, ...Object.fromEntries(positions) }),
    };
  };
}

function parsePositions(text: string): Readonly<Record<string, string>> {
  const value = tryParseJson(text);
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : undefined;
  if (entries?.every((entry): entry is [string, string] => typeof entry[1] === 'string'))
    return Object.fromEntries(entries);
  throw new InspectorError('usage', `not a position among late runs: ${text.slice(0, 40)}`, {
    hint: 'take the position of the answer before, as it is',
  });
}

type ResultOf = readonly [member: string, result: MarkResult];

const unsupported: MarkResult = { type: 'unsupported' };

export function createMergedMarks(queryAll: QueryAll, members: readonly Member[]): FailureMarks {
  type Change = (marks: FailureMarks, signal: AbortSignal) => Promise<MarkResult>;
  const changeAll = async (change: Change, signal: AbortSignal | undefined) => {
    const use: Use<ResultOf> = async ({ failureMarks: marks }, ending, { name }) => [
      name,
      marks ? await change(marks, ending) : unsupported,
    ];
    return mergeMarkResults(await queryAll(use, signal), members.length);
  };
  return {
    list: async ({ signal } = {}) =>
      mergeMarks(
        await queryAll(async (store, ending) => store.failureMarks?.list({ signal: ending }), signal),
      ),
    put: (mark, { by, signal } = {}) =>
      changeAll((marks, ending) => marks.put(mark, { by, signal: ending }), signal),
    remove: (id, { signal } = {}) =>
      changeAll((marks, ending) => marks.remove(id, { signal: ending }), signal),
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

/** Done where any member has done it: others may keep no marks, be read-only or not answer. */
export function mergeMarkResults(results: readonly ResultOf[], members: number): MarkResult {
  const targets = results.flatMap(([name, { type }]) => (type === 'done' ? [name] : []));
  if (targets.length > 0) return { type: 'done', ...(targets.length < members ? { targets } : {}) };
  return results.map(([, result]) => result).find(({ type }) => type === 'refused') ?? unsupported;
}
