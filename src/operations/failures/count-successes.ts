import { sleep } from '../../async/sleep.ts';
import type { RunStore } from '../../contract/run-store.ts';
import type { FailureGroup } from '../../model/failure/failure-groups.ts';
import { isSilent, type RunsSince } from '../../model/failure/memory/failure-mark.ts';
import { joinQueries, successes } from '../../model/query/clauses.ts';
import { composeQuery, createdBetween, oneOfTexts } from '../../model/query/compose-query.ts';
import { readInBackground } from '../list-pages.ts';

type Options = { readonly now: number; readonly signal?: AbortSignal };

/** `undefined` where they were not counted: the group is not silent, or too many workflows are. */
type SuccessesSince = (group: FailureGroup) => RunsSince | undefined;

const mostSuccesses = 2_000;
const mostWorkflows = 40;

/** Up to 2,000 a workflow since the last failure of each silent group. */
export async function countSuccesses(
  store: Pick<RunStore, 'listRuns' | 'workflows' | 'target'>,
  groups: readonly FailureGroup[],
  { now, signal }: Options,
): Promise<SuccessesSince> {
  const silent = groups.filter(group => isSilent(group, now));
  const found = new Map<string, Successes>();
  for (const [name, since] of await startedSince(store, silent, signal)) {
    if (found.size === mostWorkflows) break;
    if (found.size > 0) await sleep(0, signal);
    found.set(name, since === undefined ? none : await readSuccesses(store, name, since, { now, signal }));
  }
  return group => {
    const counted = group.workflows.flatMap(({ name }) => found.get(name) ?? []);
    if (!silent.includes(group) || counted.length < group.workflows.length) return undefined;
    const parts = counted.map(successes => countAfter(successes, group.last.at));
    const count = parts.reduce((sum, part) => sum + part.count, 0);
    return parts.some(part => part.isMore) ? { count, isMore: true } : { count };
  };
}

/** By workflow, the earliest last failure of its groups; `undefined` where nothing ran since. */
async function startedSince(
  store: Pick<RunStore, 'workflows'>,
  silent: readonly FailureGroup[],
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, number | undefined>> {
  const since = new Map<string, number>();
  for (const { workflows, last } of silent)
    for (const { name } of workflows) since.set(name, Math.min(since.get(name) ?? last.at, last.at));
  if (since.size === 0) return since;
  const infos = Map.groupBy(await store.workflows({ signal }), ({ name }) => name);
  const hasRun = (name: string, at: number) =>
    infos.get(name)?.some(({ lastCreatedAt = Number.POSITIVE_INFINITY }) => lastCreatedAt > at) ?? true;
  return new Map(Array.from(since, ([name, at]) => [name, hasRun(name, at) ? at : undefined]));
}

type Successes = { readonly times: readonly number[]; readonly isWhole: boolean };

const none: Successes = { times: [], isWhole: true };

async function readSuccesses(
  store: Pick<RunStore, 'listRuns' | 'target'>,
  name: string,
  since: number,
  options: Options,
): Promise<Successes> {
  const times: number[] = [];
  const query = joinQueries(composeQuery(oneOfTexts('workflow', name)), successes, createdBetween(since));
  const reading = readInBackground(store, query, { ...options, most: mostSuccesses });
  for await (const { runs, nextCursor } of reading) {
    times.push(...runs.map(({ createdAt }) => createdAt));
    if (nextCursor === undefined || (times.at(-1) ?? since + 1) <= since) return { times, isWhole: true };
  }
  return { times, isWhole: false };
}

function countAfter({ times, isWhole }: Successes, at: number): RunsSince {
  const count = times.filter(time => time > at).length;
  const isCut = !isWhole && count === times.length;
  return isCut ? { count, isMore: true } : { count };
}
