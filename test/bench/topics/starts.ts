import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { timeBareQueue } from '../starts/bare-queue.ts';
import { startOffering } from '../starts/offering-program.ts';
import { killedRow, startsMeasured, timeRows } from '../starts/start-rows.ts';
import { type StartTimes, timeStarts } from '../starts/start-times.ts';
import { type StartsAmongKilled, startAmongKilled } from '../starts/starts-among-killed.ts';
import { openForBench } from '../stores/open-for-bench.ts';
import type { Topic } from '../topic.ts';

const { samples, starts, programs, kills } = startsMeasured;

export const startsTopic: Topic = {
  name: 'starts',
  async measure({ folder }) {
    const place = join(folder, 'starts');
    mkdirSync(place);
    const { written, taken } = await timeBareQueue(join(place, 'bare.db'), samples);
    const rows = timeRows(await timeLocalStarts(join(place, 'timed')), '', {
      written: { name: 'a bare insert, read by another connection', values: written },
      taken: { name: 'a bare queue that is looked at every 100 ms', values: taken },
    });
    return [...rows, killedRow('SQLite', await amongKilled(join(place, 'killed')))];
  },
};

async function timeLocalStarts(location: string): Promise<StartTimes> {
  mkdirSync(location);
  const program = await startOffering(location, 1);
  const path = join(location, '.runlens', 'runs.db');
  const [starter, screen] = [await openForBench(path), await openForBench(path)];
  const times = await timeStarts({ starter, screen, location: path, samples });
  await Promise.all([starter.close(), screen.close(), program.end()]);
  return times;
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
