import { join } from 'node:path';
import type { RunStore } from '../../../src/contract/run-store.ts';
import type { ComparedRuns as Comparison } from '../../../src/operations/compare-runs.ts';
import { type Block, longestBlock } from '../longest-block.ts';
import { max, measureInTurn, median, timeOf } from '../measure.ts';
import { blockRow, compareRow, formatMs, formatNumber, longestBlockMs, type Row } from '../row.ts';
import { importBuiltComparison } from '../stores/built-comparison.ts';
import { type ComparedRuns, makeComparedRuns, payloadBytes, spansOfTrace } from '../stores/compared-runs.ts';
import { inspector, lastHint } from '../terminal/inspector-screen.ts';
import { watchBlocks } from '../terminal/program-blocks.ts';
import { waitUntilShown } from '../terminal/replay.ts';
import { startTimed } from '../terminal/timed-program.ts';
import type { Topic } from '../topic.ts';

const rounds = 7;
/** The first frame is there before the program answers keys. */
const loadedMs = 2_000;
const longestMs = 1_000;
const longestFirstMs = 200;
const traces = `two traces of ${formatNumber(spansOfTrace)} spans`;
const payloads = `two payloads of ${payloadBytes / 1_000_000} MB`;

/**
 * Two runs and what noise is learned from: five successes as long, read and compared as built, and in the
 * program.
 */
export const compareTopic: Topic = {
  name: 'compare',
  async measure({ folder, say }) {
    say(`writing runs of ${formatNumber(spansOfTrace)} spans`);
    const made = await makeComparedRuns(join(folder, 'compared-runs.db'));
    return [...(await measureModel(made)), ...(await measureProgram(made, folder))];
  },
};

async function measureModel(made: ComparedRuns): Promise<readonly Row[]> {
  const { compareRuns, openSqliteStore } = await importBuiltComparison();
  const target = { name: 'bench', kind: 'sqlite', location: made.path, reason: 'bench' };
  const store = await openSqliteStore({ path: made.path, target });
  const compare = async (id: string, differences: number) => {
    const compared = await compareRuns(store, id, 'success', { now: Date.now() });
    checkFound(compared, differences);
  };
  try {
    const traceTexts = await Promise.all([made.failedId, made.lastSuccessId].map(id => traceText(store, id)));
    const payload = await payloadText(store, made.payloadId);
    const { whole, parsed, large, largeParsed } = await measureInTurn(rounds, {
      whole: () => timeOf(() => compare(made.failedId, made.tracesDiffer)),
      parsed: () => timeOf(() => traceTexts.map(text => JSON.parse(text))),
      large: () => timeOf(() => compare(made.payloadId, made.payloadsDiffer)),
      largeParsed: () => timeOf(() => [JSON.parse(payload), JSON.parse(payload)]),
    });
    return [
      timeRow(`${traces}, and five successes as long: until all differences are there`, whole, parsed),
      await blockOf(traces, () => compare(made.failedId, made.tracesDiffer)),
      timeRow(`${payloads}: until all differences are there`, large, largeParsed),
      await blockOf(payloads, () => compare(made.payloadId, made.payloadsDiffer)),
    ];
  } finally {
    await store.close();
  }
}

/** That it is quick to find something else would say nothing. */
function checkFound({ differences, matchedShare }: Comparison, expected: number): void {
  if (differences.length === expected && matchedShare === 1) return;
  throw new Error(`${differences.length} differences instead of ${expected}, ${matchedShare} matched`);
}

function timeRow(what: string, values: readonly number[], floor: readonly number[]): Row {
  return {
    ...compareRow({ what, values, floor: { name: '`JSON.parse` of both', values: floor } }),
    bar: `<= ${formatMs(longestMs)}`,
    isMet: median(values) <= longestMs,
  };
}

async function blockOf(what: string, work: () => Promise<void>): Promise<Row> {
  const blocks = [];
  for (let round = 0; round < rounds; round += 1) blocks.push(await longestBlock(work));
  return blockRow(`${what}: longest block of the thread`, blocks, longestBlockMs.once);
}

/** The built program in a pseudo-terminal, from `d` on. */
async function measureProgram(made: ComparedRuns, folder: string): Promise<readonly Row[]> {
  const ofTraces = await pressRounds(made.path, folder, {
    id: made.failedId,
    partner: made.lastSuccessId,
    differences: made.tracesDiffer,
  });
  const ofPayloads = await pressRounds(made.path, folder, {
    id: made.payloadId,
    partner: made.payloadPartnerId,
    differences: made.payloadsDiffer,
  });
  const first = ofTraces.map(({ firstMs }) => firstMs);
  return [
    {
      what: `${traces}: \`d\` to the first screen of both runs`,
      figure: `${formatMs(median(first))} (max ${formatMs(max(first))})`,
      bar: `<= ${longestFirstMs} ms`,
      isMet: median(first) <= longestFirstMs,
      samples: first.length,
    },
    ...programRows(traces, ofTraces),
    ...programRows(payloads, ofPayloads),
  ];
}

function programRows(what: string, pressed: readonly Pressed[]): readonly Row[] {
  const whole = pressed.map(({ wholeMs }) => wholeMs);
  return [
    {
      what: `${what}: \`d\` to all differences on the screen`,
      figure: `${formatMs(median(whole))} (max ${formatMs(max(whole))})`,
      samples: whole.length,
    },
    blockRow(
      `${what}: longest block of the screen's thread meanwhile`,
      pressed.map(({ block }) => block),
      longestBlockMs.once,
    ),
  ];
}

type Pair = { readonly id: string; readonly partner: string; readonly differences: number };

type Pressed = { readonly firstMs: number; readonly wholeMs: number; readonly block: Block };

async function pressRounds(path: string, folder: string, pair: Pair): Promise<readonly Pressed[]> {
  const pressed: Pressed[] = [];
  for (let round = 0; round < rounds; round += 1) pressed.push(await pressOnce(path, folder, pair));
  return pressed;
}

async function pressOnce(path: string, folder: string, { id, partner, differences }: Pair): Promise<Pressed> {
  const watch = watchBlocks(folder);
  const program = startTimed({ ...inspector(path, '--filter', `id:${id}`), env: watch.env });
  try {
    await program.quiet(loadedMs, lastHint);
    const sentAt = program.send('d');
    const found = `of ${formatNumber(differences)} differences`;
    const wholeAt = await waitUntilShown(program, screen => screen.some(line => line.includes(found)));
    const firstAt = await waitUntilShown(program, screen => screen.some(line => isRunLine(line, partner)));
    return { firstMs: firstAt - sentAt, wholeMs: wholeAt - sentAt, block: watch.longest(sentAt, wholeAt) };
  } finally {
    await program.close();
  }
}

function isRunLine(line: string, id: string): boolean {
  return line.startsWith(' b') && line.includes(id);
}

async function traceText(store: RunStore, id: string): Promise<string> {
  const page = await store.getTrace(id, { limit: spansOfTrace });
  return JSON.stringify(page?.spans);
}

async function payloadText(store: RunStore, id: string): Promise<string> {
  const run = await store.getRun(id);
  return JSON.stringify(run?.output);
}
