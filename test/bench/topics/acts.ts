import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { p95 } from '../measure.ts';
import { blockRow, compareRow, formatNumber, formatTail, longestBlockMs, type Row } from '../row.ts';
import { startOffering } from '../starts/offering-program.ts';
import { makeFailedRuns, makeQueuedRuns, timeBareUpdates } from '../stores/active-runs.ts';
import { type Act, type ActTimes, timeAct } from '../terminal/time-act.ts';
import type { Topic } from '../topic.ts';

const rounds = 3;
/** A key that is held down comes so often. */
const longestKeyMs = 33;
const canceled = 10_000;
const retried = 1_000;
const cancels = `${formatNumber(canceled)} runs of a local store are canceled on the screen`;
const retries = `${formatNumber(retried)} failed runs of a local store are run again on the screen`;
/** So many are over before an act is. */
const keys = 24;

/** The built program: `X` on a store of queued runs, and `M` `a` on one of failed runs. */
export const actsTopic: Topic = {
  name: 'acts',
  async measure({ folder }) {
    const bare: number[] = [];
    const quiet: ActTimes[] = [];
    const held: ActTimes[] = [];
    for (let round = 0; round < rounds; round += 1) {
      bare.push(await timeBare(join(folder, `queued-bare-${round}.db`)));
      quiet.push(await cancelAll(folder, join(folder, `queued-${round}.db`), 0));
      held.push(await cancelAll(folder, join(folder, `queued-held-${round}.db`), keys));
    }
    const floor = { name: 'one transaction of as many bare updates', values: bare };
    const retry = [await retryAll(join(folder, 'retried'), 0)];
    const heldRetry = [await retryAll(join(folder, 'retried-held'), keys)];
    return [
      compareRow({ what: `${cancels}: to the last outcome`, values: quiet.map(({ ms }) => ms), floor }),
      compareRow({
        what: `${cancels}: processor time of the program, all threads`,
        values: quiet.map(({ workedMs }) => workedMs),
        floor,
      }),
      blocksOf(cancels, quiet),
      keysOf(cancels, held),
      compareRow({ what: `${retries}: to the last outcome`, values: retry.map(({ ms }) => ms), floor }),
      blocksOf(retries, retry),
      keysOf(retries, heldRetry),
    ];
  },
};

async function timeBare(path: string): Promise<number> {
  await makeQueuedRuns(path, canceled);
  return timeBareUpdates(path, canceled);
}

async function cancelAll(folder: string, path: string, pressed: number): Promise<ActTimes> {
  await makeQueuedRuns(path, canceled);
  const count = formatNumber(canceled);
  const act: Act = {
    ...{ path, folder, runs: canceled, asking: [['X', `${count} runs`]] },
    done: `Canceled ${count} runs`,
  };
  return timeAct(act, pressed);
}

/** A program of its own offers the workflow and runs what is started. */
async function retryAll(folder: string, pressed: number): Promise<ActTimes> {
  mkdirSync(folder);
  const offering = await startOffering(folder, 1);
  try {
    const path = join(folder, '.runlens', 'runs.db');
    await makeFailedRuns(path, retried, 'work');
    const count = formatNumber(retried);
    const act: Act = {
      ...{ path, folder, runs: retried, args: ['--filter', 'status:failed'] },
      asking: [
        ['M', `${count} marked`],
        ['a', `${count} runs again`],
      ],
      done: `Started ${count} runs again`,
    };
    return await timeAct(act, pressed);
  } finally {
    await offering.end();
  }
}

function blocksOf(what: string, times: readonly ActTimes[]): Row {
  const blocks = times.map(({ block }) => block);
  return blockRow(`${what}: longest block of the screen's thread`, blocks, longestBlockMs.once);
}

function keysOf(what: string, times: readonly ActTimes[]): Row {
  const keyMs = times.flatMap(act => act.keyMs);
  return {
    what: `${what}: a key held down meanwhile to its frame, p95`,
    figure: formatTail(keyMs),
    bar: `<= ${longestKeyMs} ms`,
    isMet: p95(keyMs) <= longestKeyMs,
    samples: keyMs.length,
  };
}
