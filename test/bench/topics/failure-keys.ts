import { setTimeout as delay } from 'node:timers/promises';
import { cursorMark } from '../../../src/screen/paint/theme.ts';
import { p95 } from '../measure.ts';
import { blockRow, formatNumber, formatTail, longestBlockMs, type Row } from '../row.ts';
import { makeFailingEngines } from '../stores/failing-engines.ts';
import { findFailingSqlite, openFailingPostgres } from '../stores/failing-stores.ts';
import { inspector, lastHint } from '../terminal/inspector-screen.ts';
import { watchBlocks } from '../terminal/program-blocks.ts';
import { replay, type Screen } from '../terminal/replay.ts';
import { startTimed, type TimedProgram } from '../terminal/timed-program.ts';
import type { Bench, Topic } from '../topic.ts';

const runs = 10_000;
const rounds = 12;
const keysOfARound = 6;
/** So far apart that each key has a frame of its own. */
const apartMs = 80;
const settledMs = 400;

/** The built program: its groups are opened again and again, and its help meanwhile. */
export const failureKeysTopic: Topic = {
  name: 'failure-keys',
  part: 'failures',
  async measure(bench) {
    const { folder, options, say } = bench;
    const rows = await measureKeys(bench, 'SQLite', await findFailingSqlite(options.runs, say));
    const { url, stop } = await openFailingPostgres(options.runs);
    try {
      rows.push(...(await measureKeys(bench, 'PostgreSQL', url)));
    } finally {
      await stop();
    }
    for (const { name, path } of makeFailingEngines(folder, runs))
      rows.push(...(await measureKeys(bench, `${name}, ${formatNumber(runs)} runs`, path)));
    return rows;
  },
};

type Press = { readonly at: number; readonly isShown: (screen: Screen) => boolean };

async function measureKeys({ folder }: Bench, name: string, store: string): Promise<Row[]> {
  const watch = watchBlocks(folder);
  const program = startTimed({ ...inspector(store), env: watch.env });
  try {
    await program.quiet(settledMs, lastHint);
    await untilAnswering(program);
    const start = performance.now();
    const presses = await pressWhileLoading(program);
    const end = performance.now();
    await program.quiet(settledMs);
    const block = watch.longest(start, end);
    const times = await timesOf(program, presses);
    const drawn = times.filter(ms => ms !== undefined);
    const what = `${name}: while groups load`;
    return [
      {
        what: `${what}, key to frame, p95`,
        figure: formatTail(drawn),
        bar: `<= ${longestBlockMs.moving} ms`,
        isMet: p95(drawn) <= longestBlockMs.moving,
        samples: drawn.length,
      },
      {
        what: `${what}, keys without a frame of their own`,
        figure: `${times.length - drawn.length} of ${times.length}`,
        samples: times.length,
      },
      blockRow(`${what}, longest block of the screen's thread`, [block], longestBlockMs.moving),
    ];
  } finally {
    await program.quit();
  }
}

/** The first frame comes before the program can answer keys: how long that takes is another topic. */
async function untilAnswering(program: TimedProgram): Promise<void> {
  const before = program.chunks.length;
  program.send('j');
  while (!program.chunks.slice(before).some(({ text }) => text.includes(cursorMark))) await delay(apartMs);
  await program.quiet(settledMs);
}

async function pressWhileLoading(program: TimedProgram): Promise<readonly Press[]> {
  const presses: Press[] = [];
  const start = performance.now();
  const press = async (key: string, isShown: Press['isShown']) => {
    await delay(Math.max(0, start + presses.length * apartMs - performance.now()));
    presses.push({ at: program.send(key), isShown });
  };
  for (let round = 0; round < rounds; round += 1) {
    await press('!', screen => !isHelp(screen) && !isTable(screen));
    for (let key = 0; key < keysOfARound; key += 2) {
      await press('?', isHelp);
      await press('?', screen => !isHelp(screen));
    }
    await press('!', isTable);
  }
  return presses;
}

function isHelp(screen: Screen): boolean {
  return screen.some(line => line.includes('Keys of the groups'));
}

function isTable(screen: Screen): boolean {
  return screen.some(line => /^\s+STATUS\s+NAME\s/u.test(line));
}

/** The time of each key until a screen showed what it is for, before the next key did something else. */
async function timesOf({ chunks }: TimedProgram, presses: readonly Press[]) {
  const shownAt: (number | undefined)[] = presses.map(() => undefined);
  await replay(chunks, (screen, { at }) => {
    const last = presses.findLastIndex(press => press.at <= at);
    // A key may have been typed before the frame of the one before it came.
    for (const index of [last - 1, last]) if (presses[index]?.isShown(screen)) shownAt[index] ??= at;
    return 'go on';
  });
  return presses.map(({ at }, index) => {
    const shown = shownAt[index];
    return shown === undefined ? undefined : shown - at;
  });
}
