import { join } from 'node:path';
import { p95 } from '../measure.ts';
import { blockRow, formatNumber, formatTail, longestBlockMs, type Row } from '../row.ts';
import { makeComparedRuns, spansOfTrace } from '../stores/compared-runs.ts';
import { inspector, lastHint } from '../terminal/inspector-screen.ts';
import { watchBlocks } from '../terminal/program-blocks.ts';
import { type Screen, waitUntilShown } from '../terminal/replay.ts';
import { type Key, timeKeys } from '../terminal/time-keys.ts';
import { startTimed, type TimedProgram } from '../terminal/timed-program.ts';
import type { Topic } from '../topic.ts';

/** The first frame is there before the program answers keys. */
const loadedMs = 2_000;
const pressed = 150;
/** So far apart that each key has a frame of its own. */
const apartMs = 120;
const what = `two runs with ${formatNumber(spansOfTrace)} differing spans`;

/** The built program: going from difference to difference where every span differs. */
export const compareKeysTopic: Topic = {
  name: 'compare-keys',
  async measure({ folder }) {
    const made = await makeComparedRuns(join(folder, 'unlike-runs.db'));
    const watch = watchBlocks(folder);
    const program = startTimed({
      ...inspector(made.path, '--filter', `id:${made.unlikeId}`),
      env: watch.env,
    });
    try {
      await program.quiet(loadedMs, lastHint);
      program.send('d');
      await waitUntilShown(program, screen => placeOn(screen) !== undefined);
      program.send('g');
      await program.quiet(loadedMs);
      const start = performance.now();
      const rows = [await keysRow(program, 'n', pressed), await keysRow(program, 'N', pressed - 1)];
      const block = watch.longest(start, performance.now());
      const blocked = `${what}: longest block of the screen's thread between these keys`;
      return [...rows, blockRow(blocked, [block], longestBlockMs.once)];
    } finally {
      await program.quit();
    }
  },
};

async function keysRow(program: TimedProgram, keys: 'n' | 'N', count: number): Promise<Row> {
  const by = keys === 'n' ? 1 : -1;
  const key: Key = {
    keys,
    what: `to the ${by > 0 ? 'next' : 'previous'} difference`,
    isShown: (screen, before) => placeOn(screen) === (placeOn(before) ?? 0) + by,
  };
  const times = await timeKeys(
    program,
    Array.from({ length: count }, () => key),
    apartMs,
  );
  return {
    what: `${what}: \`${keys}\` to frame, p95`,
    figure: formatTail(times),
    bar: `<= ${longestBlockMs.moving} ms`,
    isMet: p95(times) <= longestBlockMs.moving,
    samples: times.length,
  };
}

/**
 * The place of the difference under the cursor, as the last line but one says it: `701 of 20,001
 * differences`.
 */
function placeOn(screen: Screen): number | undefined {
  for (const line of screen) {
    const place = /([\d,]+) of [\d,]+ differences/.exec(line)?.[1];
    if (place !== undefined) return Number(place.replaceAll(',', ''));
  }
  return undefined;
}
