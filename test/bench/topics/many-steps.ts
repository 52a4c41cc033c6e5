import type { Block } from '../longest-block.ts';
import { max, measureInTurn, median } from '../measure.ts';
import { forgetPeak, peakBytes, residentBytes } from '../resident-memory.ts';
import { blockRow, compareRow, formatMs, longestBlockMs, type Row } from '../row.ts';
import { startServerProcess } from '../server-process.ts';
import { openKeptPostgres } from '../stores/kept-postgres.ts';
import { fillWithStepRuns, makeStepRuns, stepRuns, stepsOfMany, textOfSteps } from '../stores/many-steps.ts';
import { inspector, lastHint } from '../terminal/inspector-screen.ts';
import { watchBlocks } from '../terminal/program-blocks.ts';
import { type Screen, waitUntilShown } from '../terminal/replay.ts';
import { startTimed } from '../terminal/timed-program.ts';
import type { Topic } from '../topic.ts';

const rounds = 5;
const settledMs = 400;
const latestMs = 100;
const mostMemoryTimes = 2;
const megabyte = 1_000_000;
const count = stepsOfMany.toLocaleString('en-US');

export const manyStepsTopic: Topic = {
  name: 'many-steps',
  async measure({ folder, say }) {
    const path = await makeStepRuns(folder);
    const server = await startServerProcess(path);
    const postgres = await openKeptPostgres('many-steps', fillWithStepRuns);
    const stores = { SQLite: path, PostgreSQL: postgres.url, HTTP: server.url };
    try {
      const rows: Row[] = [];
      for (const [name, location] of Object.entries(stores)) {
        say(`${count} steps, ${name} …`);
        rows.push(...(await measureStore(name, location, folder)));
      }
      return rows;
    } finally {
      await postgres.stop();
      await server.stop();
    }
  },
};

async function measureStore(store: string, location: string, folder: string): Promise<readonly Row[]> {
  const opened: Opened[] = [];
  const { few, many } = await measureInTurn(rounds, {
    few: async () => (await openRun(location, stepRuns.fewId, folder)).headMs,
    many: async () => {
      const found = await openRun(location, stepRuns.manyId, folder);
      opened.push(found);
      return found.headMs;
    },
  });
  const what = (of: string) => `${store}, a run of ${count} steps: ${of}`;
  const head = compareRow({
    what: what('↵ to its error and output'),
    values: many,
    floor: { name: 'of a run of 10', values: few },
  });
  const isSoon = median(many) - median(few) <= latestMs;
  return [
    { ...head, bar: `<= ${latestMs} ms more`, isMet: isSoon },
    wholeRow(what('↵ to its last step'), opened),
    blockRow(
      what("longest block of the screen's thread"),
      opened.map(({ block }) => block),
      longestBlockMs.once,
    ),
    memoryRow(what('memory that it takes at most'), opened),
  ];
}

function wholeRow(what: string, opened: readonly Opened[]): Row {
  const values = opened.map(({ wholeMs }) => wholeMs);
  return {
    what,
    figure: `${formatMs(median(values))} (max ${formatMs(max(values))})`,
    samples: values.length,
  };
}

function memoryRow(what: string, opened: readonly Opened[]): Row {
  const added = opened.map(({ addedBytes }) => addedBytes);
  const textBytes = Buffer.byteLength(textOfSteps());
  const ratio = median(added) / textBytes;
  return {
    what,
    figure: `${Math.round(median(added) / megabyte)} MB (max ${Math.round(max(added) / megabyte)} MB)`,
    floor: `their texts: ${Math.round(textBytes / megabyte)} MB`,
    ratio,
    bar: `<= ${mostMemoryTimes}×`,
    isMet: ratio <= mostMemoryTimes,
    samples: added.length,
  };
}

type Opened = {
  readonly headMs: number;
  readonly wholeMs: number;
  readonly block: Block;
  /** Resident memory at most, over what it was before the key. */
  readonly addedBytes: number;
};

/** From the key that opens a run until its error and output are there, and until its steps are. */
async function openRun(location: string, id: string, folder: string): Promise<Opened> {
  const blocks = watchBlocks(folder);
  const program = startTimed({ ...inspector(location, '--filter', `id:${id}`), env: blocks.env });
  try {
    await program.quiet(settledMs, lastHint);
    const beforeBytes = residentBytes(program.pid);
    forgetPeak(program.pid);
    const sentAt = program.send('\r');
    const headAt = await waitUntilShown(program, hasHead);
    const wholeAt = await waitUntilShown(program, hasSteps);
    return {
      headMs: headAt - sentAt,
      wholeMs: wholeAt - sentAt,
      block: blocks.longest(sentAt, wholeAt),
      addedBytes: peakBytes(program.pid) - beforeBytes,
    };
  } finally {
    await program.close();
  }
}

function hasHead(screen: Screen): boolean {
  return (
    screen.some(line => line.includes('the last page is empty')) &&
    screen.some(line => /stored: \d/.test(line))
  );
}

function hasSteps(screen: Screen): boolean {
  return screen.some(line => /Steps +[\d,]+ ·.* failed/.test(line));
}
