import { pages } from '../contract/lists/pages.ts';
import { newestFirst } from '../contract/lists/sort.ts';
import { type GiveBack, isRemovable, type RunRemover } from '../contract/run-remover.ts';
import type { RunStore } from '../contract/run-store.ts';
import { joinQueries } from '../model/query/clauses.ts';
import { parseQuery } from '../model/query/parse/parse-query.ts';
import type { Query } from '../model/query/query.ts';
import type { RunSummary } from '../model/run.ts';
import { createRunCounts, type RunCount } from './run-counts.ts';

export type PruneRequest = {
  readonly store: Pick<RunStore, 'listRuns'>;
  readonly remover: RunRemover;
  readonly query: Query;
  /** Epoch ms. */
  readonly endedBefore: number;
  readonly now: number;
  readonly signal: AbortSignal;
  readonly giveBack?: GiveBack;
  readonly onProgress?: (runs: number) => void;
};

export type OldRuns = {
  readonly counts: readonly RunCount[];
  readonly runs: number;
  readonly bytes: number;
};

const runsAtOnce = 500;
/** Between these the removal can be interrupted, and knows what it has removed. */
const removedAtOnce = 200;

export async function countOldRuns(request: PruneRequest): Promise<OldRuns> {
  const counts = createRunCounts();
  const sample = createSample();
  for await (const runs of findOldRuns(request)) {
    for (const run of runs) {
      counts.add(run);
      sample.add(run.id);
    }
    request.onProgress?.(counts.total());
  }
  const bytes = await averageBytes(request, sample.ids());
  return { counts: counts.list(), runs: counts.total(), bytes: Math.round(bytes * counts.total()) };
}

export async function pruneRuns(request: PruneRequest): Promise<readonly RunCount[]> {
  const { remover, endedBefore, signal, giveBack = 'most', onProgress } = request;
  const counts = createRunCounts();
  for await (const runs of findOldRuns(request)) {
    for (let at = 0; at < runs.length; at += removedAtOnce) {
      signal.throwIfAborted();
      const some = runs.slice(at, at + removedAtOnce);
      const ids = some.map(({ id }) => id);
      const removed = new Set(await remover.remove(ids, endedBefore));
      for (const run of some) if (removed.has(run.id)) counts.add(run);
      onProgress?.(counts.total());
    }
    if (runs.length > 0) await remover.giveBack(giveBack, signal);
  }
  return counts.list();
}

async function* findOldRuns(request: PruneRequest): AsyncGenerator<readonly RunSummary[]> {
  const { store, endedBefore, now, signal } = request;
  const created = parseQuery(`until:${new Date(endedBefore).toISOString()}`);
  const query = joinQueries(request.query, created);
  for await (const { runs } of pages(store, query, { sort: newestFirst, limit: runsAtOnce, now, signal }))
    yield runs.filter(run => isRemovable(run, endedBefore));
}

const mostSampled = 1_000;
const sampledAtOnce = 50;

async function averageBytes({ remover, signal }: PruneRequest, ids: readonly string[]): Promise<number> {
  let bytes = 0;
  for (let at = 0; at < ids.length; at += sampledAtOnce)
    bytes += await remover.bytesOf(ids.slice(at, at + sampledAtOnce), signal);
  return ids.length > 0 ? bytes / ids.length : 0;
}

/** Keeps every nth id, and doubles n whenever it is full. */
function createSample() {
  let every = 1;
  let seen = 0;
  let kept: string[] = [];
  return {
    add(id: string) {
      if (seen % every === 0) kept.push(id);
      seen += 1;
      if (kept.length < mostSampled) return;
      every *= 2;
      kept = kept.filter((_, at) => at % 2 === 0);
    },
    ids: (): readonly string[] => kept,
  };
}
