import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { RunStore } from '../../../src/contract/run-store.ts';
import { max, median, p95 } from '../measure.ts';
import { formatMs, formatSpread, type Row } from '../row.ts';
import { timeBareQueue } from '../starts/bare-queue.ts';
import { startOffering } from '../starts/offering-program.ts';
import { type StartsAmongKilled, startAmongKilled } from '../starts/starts-among-killed.ts';
import { openForBench } from '../stores/open-for-bench.ts';
import type { Topic } from '../topic.ts';

const samples = 40;
const starts = 1_000;
const programs = 4;
const kills = 2;

export const startsTopic: Topic = {
  name: 'starts',
  async measure({ folder }) {
    const place = join(folder, 'starts');
    mkdirSync(place);
    const bare = await timeBareQueue(join(place, 'bare.db'), samples);
    const { queued, begun } = await timeStarts(join(place, 'timed'));
    return [
      latencyRow('a start until another program sees its queued run', queued, 200, {
        name: 'a bare insert, read by another connection',
        values: bare.written,
      }),
      latencyRow('a start until a program has begun it, as another sees it', begun, 1_000, {
        name: 'a bare queue that is looked at every 100 ms',
        values: bare.taken,
      }),
      killedRow('SQLite', await amongKilled(join(place, 'killed'))),
    ];
  },
};

type Times = { readonly queued: readonly number[]; readonly begun: readonly number[] };

async function timeStarts(location: string): Promise<Times> {
  mkdirSync(location);
  const program = await startOffering(location, 1);
  const path = join(location, '.runlens', 'runs.db');
  const [starter, screen] = [await openForBench(path), await openForBench(path)];
  const queued: number[] = [];
  const begun: number[] = [];
  const watching = new AbortController();
  const changes = screen.changes(watching.signal)[Symbol.asyncIterator]();
  // The store's thread is loaded at the first request, and changes are watched from the first one on.
  await starter.startRun({ workflow: 'work', id: 'run_first' });
  await changes.next();
  for (let sample = 0; sample < samples; sample += 1) {
    const id = `run_${sample}`;
    const began = performance.now();
    await starter.startRun({ workflow: 'work', id, input: { sample } });
    await seen(screen, changes, id, run => run !== undefined);
    queued.push(performance.now() - began);
    await seen(screen, changes, id, run => run?.startedAt !== undefined);
    begun.push(performance.now() - began);
    await delay(Math.random() * 200);
  }
  watching.abort();
  await Promise.all([starter.close(), screen.close(), program.end()]);
  return { queued, begun };
}

type Seen = NonNullable<Awaited<ReturnType<RunStore['getRun']>>>;

/** Reads at every change, as the screen does. */
async function seen(
  screen: RunStore,
  changes: AsyncIterator<unknown>,
  id: string,
  isSeen: (run: Seen | undefined) => boolean,
): Promise<void> {
  while (!isSeen(await screen.getRun(id))) await changes.next();
}

async function amongKilled(location: string): Promise<StartsAmongKilled> {
  mkdirSync(location);
  const offering = await Promise.all(Array.from({ length: programs }, () => startOffering(location, 5)));
  const store = await openForBench(join(location, '.runlens', 'runs.db'));
  try {
    return await startAmongKilled({ store, programs: offering, kills, starts });
  } finally {
    for (const { child } of offering) child.kill('SIGKILL');
    await store.close();
  }
}

function latencyRow(
  what: string,
  values: readonly number[],
  mostMs: number,
  floor: { readonly name: string; readonly values: readonly number[] },
): Row {
  return {
    what,
    figure: `${formatSpread(values)}, max ${formatMs(max(values))}`,
    floor: `${floor.name}: ${formatMs(median(floor.values))}`,
    ratio: median(values) / median(floor.values),
    bar: `p95 <= ${formatMs(mostMs)}`,
    isMet: p95(values) <= mostMs,
    samples: values.length,
  };
}

function killedRow(name: string, { once, again, succeeded, lost, ms }: StartsAmongKilled): Row {
  return {
    what: `${name}: ${starts} starts for ${programs} programs, ${kills} of them killed with -9`,
    figure: `${once} began once, ${again} more often; ${succeeded} succeeded, ${lost} lost (${formatMs(ms)})`,
    bar: `none twice, none missing`,
    isMet: again === 0 && once <= starts && succeeded + lost === starts,
    samples: starts,
  };
}
