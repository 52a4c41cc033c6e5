import { join } from 'node:path';
import { processorMs } from '../processor-time.ts';
import { blockRow, compareRow, formatNumber } from '../row.ts';
import { makeQueuedRuns, timeBareUpdates } from '../stores/active-runs.ts';
import { inspector, lastHint } from '../terminal/inspector-screen.ts';
import { watchBlocks } from '../terminal/program-blocks.ts';
import { type Screen, waitUntilShown } from '../terminal/replay.ts';
import { startTimed, type TimedProgram } from '../terminal/timed-program.ts';
import type { Topic } from '../topic.ts';

const runs = 10_000;
const settledMs = 400;
const longestMs = 16;
const bareRounds = 3;
const what = `${formatNumber(runs)} runs of a local store are canceled on the screen`;

/** The built program: `X` on a store of queued runs. */
export const actsTopic: Topic = {
  name: 'acts',
  async measure({ folder }) {
    const path = join(folder, 'queued-runs.db');
    await makeQueuedRuns(path, runs);
    const bare: number[] = [];
    for (let round = 0; round < bareRounds; round += 1) {
      const copy = join(folder, `queued-bare-${round}.db`);
      await makeQueuedRuns(copy, runs);
      bare.push(timeBareUpdates(copy, runs));
    }
    const watch = watchBlocks(folder);
    const program = startTimed({ ...inspector(path), env: watch.env });
    try {
      await program.quiet(settledMs, lastHint);
      program.send('X');
      await waitUntilShown(program, screen => includes(screen, `${formatNumber(runs)} runs`));
      program.send(String(runs));
      await program.quiet(settledMs);
      const workedBefore = processorMs(program.pid);
      const start = program.send('\r');
      const end = await waitUntilShown(program, screen =>
        includes(screen, `${formatNumber(runs)} requested`),
      );
      const block = watch.longest(start, end);
      const bareFloor = { name: 'one transaction of as many bare updates', values: bare };
      return [
        compareRow({ what: `${what}: to the last outcome`, values: [end - start], floor: bareFloor }),
        compareRow({
          what: `${what}: processor time of the program, all threads`,
          values: [processorMs(program.pid) - workedBefore],
          floor: bareFloor,
        }),
        blockRow(`${what}: longest block of the screen's thread`, [block], longestMs),
      ];
    } finally {
      await close(program);
    }
  },
};

function includes(screen: Screen, text: string): boolean {
  return screen.some(line => line.includes(text));
}

async function close(program: TimedProgram): Promise<void> {
  program.send('\u001b');
  await program.quit();
}
