import type { LateOptions, LateRuns } from '../../contract/lists/run-page.ts';
import { mostSuggested, type RunStore, type StatusCounts } from '../../contract/run-store.ts';
import type { WorkflowInfo } from '../../contract/workflow-info.ts';
import { InspectorError } from '../../model/errors.ts';
import { tryParseJson } from '../../model/payload/json-text.ts';
import { runAddress } from '../../model/run.ts';
import { knownStatuses, type RunStatus } from '../../model/status.ts';
import type { Use } from './query-members.ts';

/** The sum of counts; `undefined` when one of them is unknown, because a part would mislead. */
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

/** Adds up workflows of one kind and name. The order is that of the first list, then of the others. */
export function mergeWorkflows(lists: readonly (readonly WorkflowInfo[])[]): readonly WorkflowInfo[] {
  const merged = new Map<string, WorkflowInfo>();
  for (const info of lists.flat()) {
    const key = `${info.kind} ${info.name}`;
    const known = merged.get(key);
    merged.set(key, known ? addInfos(known, info) : info);
  }
  return [...merged.values()];
}

function addInfos(a: WorkflowInfo, b: WorkflowInfo): WorkflowInfo {
  const lastCreatedAt = Math.max(a.lastCreatedAt ?? 0, b.lastCreatedAt ?? 0);
  return {
    name: a.name,
    kind: a.kind,
    total: a.total + b.total,
    failed: a.failed + b.failed,
    active: a.active + b.active,
    ...(lastCreatedAt > 0 ? { lastCreatedAt } : {}),
    ...(a.isOffered || b.isOffered ? { isOffered: true } : {}),
  };
}

/** The first of each list, then the second of each, and so on; each value once. */
export function mergeSuggestions(lists: readonly (readonly string[])[]): readonly string[] {
  const longest = Math.max(0, ...lists.map(list => list.length));
  const ranks = Array.from({ length: longest }, (_, at) => lists.flatMap(list => list.slice(at, at + 1)));
  return [...new Set(ranks.flat())].slice(0, mostSuggested);
}

type QueryAll = <T>(use: Use<T>, signal: AbortSignal | undefined) => Promise<readonly T[]>;
type Positions = Readonly<Record<string, string>>;

/** The late runs of several stores; its position has that of each, also of one that is away now. */
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

function parsePositions(text: string): Positions {
  const value = tryParseJson(text);
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : undefined;
  if (entries?.every((entry): entry is [string, string] => typeof entry[1] === 'string'))
    return Object.fromEntries(entries);
  throw new InspectorError('usage', `not a position among late runs: ${text.slice(0, 40)}`, {
    hint: 'take the position of the answer before, as it is',
  });
}
