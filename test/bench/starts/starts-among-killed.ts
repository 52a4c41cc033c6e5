import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { limitConcurrency } from '../../../src/async/limit-concurrency.ts';
import { newestFirst } from '../../../src/contract/lists/sort.ts';
import type { RunStore } from '../../../src/contract/run-store.ts';
import { emptyQuery } from '../../../src/model/query/query.ts';
import type { RunSummary } from '../../../src/model/run.ts';
import type { OfferingProgram } from './offering-program.ts';

export type StartsAmongKilled = {
  /** How many began once, and more often. */
  readonly once: number;
  readonly again: number;
  readonly succeeded: number;
  /** Shown as failed, "its process is gone". */
  readonly lost: number;
  /** From the first start until the last success. */
  readonly succeededMs: number;
  /** Until the lost runs were told as lost, too. */
  readonly ms: number;
};

type Options = {
  readonly store: RunStore;
  readonly programs: readonly OfferingProgram[];
  /** The first programs are killed with -9, one after the other, while the starts are sent. */
  readonly kills: number;
  readonly starts: number;
};

const startsAtOnce = 8;
const waitMs = 200;

/** Starts many runs while some of the programs that begin them are killed, and waits until all have ended. */
export async function startAmongKilled(options: Options): Promise<StartsAmongKilled> {
  const { store, programs, kills, starts } = options;
  const startedAt = Date.now();
  const inTurn = limitConcurrency(startsAtOnce);
  const ids = await Promise.all(
    Array.from({ length: starts }, (_, n) =>
      inTurn(async () => {
        for (let kill = 1; kill <= kills; kill += 1)
          if (n === Math.floor((kill * starts) / (kills + 1))) await killProgram(programs[kill - 1]);
        return start(store, n);
      }),
    ),
  );
  const runs = await endedRuns(store, new Set(ids));
  const ms = Date.now() - startedAt;
  await Promise.all(programs.map(program => program.end()));
  const times = Map.groupBy(
    programs.flatMap(program => program.begun()),
    id => id,
  );
  const counts = [...times.values()].map(begun => begun.length);
  const successes = runs.filter(({ status }) => status === 'success');
  return {
    once: counts.filter(count => count === 1).length,
    again: counts.filter(count => count > 1).length,
    succeeded: successes.length,
    lost: runs.filter(({ isLost }) => isLost).length,
    succeededMs: Math.max(...successes.map(({ finishedAt = startedAt }) => finishedAt)) - startedAt,
    ms,
  };
}

async function killProgram(program: OfferingProgram | undefined): Promise<void> {
  program?.child.kill('SIGKILL');
  if (program) await once(program.child, 'exit');
}

async function start(store: RunStore, input: number): Promise<string> {
  const result = await store.startRun({ workflow: 'work', input });
  if (result.type !== 'started') throw new Error(`not started: ${JSON.stringify(result)}`);
  return result.id;
}

async function endedRuns(store: RunStore, ids: ReadonlySet<string>): Promise<readonly RunSummary[]> {
  for (;;) {
    const runs = (await listAll(store)).filter(({ id }) => ids.has(id));
    if (runs.length !== ids.size) throw new Error(`${ids.size - runs.length} starts are not in the store`);
    if (runs.every(({ finishedAt }) => finishedAt !== undefined)) return runs;
    await delay(waitMs);
  }
}

async function listAll(store: RunStore): Promise<readonly RunSummary[]> {
  const runs: RunSummary[] = [];
  let cursor: string | undefined;
  do {
    const options = { sort: newestFirst, limit: 500, now: Date.now(), cursor };
    const page = await store.listRuns(emptyQuery, options);
    runs.push(...page.runs);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return runs;
}
