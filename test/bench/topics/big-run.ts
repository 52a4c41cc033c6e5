import type { Block } from '../longest-block.ts';
import { max, measureInTurn, median, timeOf } from '../measure.ts';
import { forgetPeak, peakBytes, residentBytes } from '../resident-memory.ts';
import { blockRow, compareRow, longestBlockMs, type Row } from '../row.ts';
import { makeBigRuns, spansOfLongTrace } from '../stores/big-runs.ts';
import { openForBench } from '../stores/open-for-bench.ts';
import { inspector, lastHint } from '../terminal/inspector-screen.ts';
import { watchBlocks } from '../terminal/program-blocks.ts';
import { type Screen, waitUntilShown } from '../terminal/replay.ts';
import { startTimed } from '../terminal/timed-program.ts';
import type { Topic } from '../topic.ts';

const rounds = 7;
const settledMs = 400;
const mostTimes = 2;
const mostTimesOfPayload = 1.2;
const mostMemoryTimes = 2;
const count = spansOfLongTrace.toLocaleString('en-US');

export const bigRunTopic: Topic = {
  name: 'big-run',
  async measure({ folder }) {
    const big = await makeBigRuns(folder);
    const memory: Memory[] = [];
    const blocks: Block[] = [];
    const watched = { folder, blocks };
    const trace = await traceText(big.path, big.longTraceId);
    const { payload, payloadParsed, first, all, traceParsed } = await measureInTurn(rounds, {
      payload: () => timeToScreen(big.path, big.largePayloadId, { isShown: hasOutput, memory, watched }),
      payloadParsed: () => timeOf(() => JSON.parse(big.largePayload)),
      first: () => timeToScreen(big.path, big.longTraceId, { key: '3', isShown: hasSpans }),
      all: () => timeToScreen(big.path, big.longTraceId, { key: '3', isShown: hasAllSpans }),
      traceParsed: () => timeOf(() => JSON.parse(trace)),
    });
    const traceFloor = { name: `\`JSON.parse\` of its ${megabytes(trace)}`, values: traceParsed };
    return [
      compareRow({
        what: '50 MB payload: ↵ to its first frame',
        values: payload,
        floor: { name: `\`JSON.parse\` of its ${megabytes(big.largePayload)}`, values: payloadParsed },
        times: mostTimesOfPayload,
      }),
      blockRow("50 MB payload: longest block of the screen's thread", blocks, longestBlockMs.once),
      ...memoryRows(memory, big.largePayload),
      compareRow({
        what: `${count} spans: trace tab to its first frame`,
        values: first,
        floor: traceFloor,
        times: mostTimes,
      }),
      compareRow({ what: `${count} spans: until all are there`, values: all, floor: traceFloor }),
    ];
  },
};

function megabytes(text: string): string {
  return megabytesOf(text.length);
}

function megabytesOf(bytes: number): string {
  return `${Math.round(bytes / 1_000_000)} MB`;
}

function hasOutput(screen: Screen): boolean {
  return screen.some(line => line.includes('Output')) && screen.some(line => /rows: [[#]/.test(line));
}

function hasSpans(screen: Screen): boolean {
  return (
    screen.some(line => line.includes('[3 Trace]')) && screen.some(line => /account \d+ .*[├│]/.test(line))
  );
}

function hasAllSpans(screen: Screen): boolean {
  return hasSpans(screen) && screen.some(line => line.includes(`${count} spans`));
}

/** Resident memory in bytes: before a key, at most since then, and after the frame. */
type Memory = { readonly beforeBytes: number; readonly peakBytes: number; readonly afterBytes: number };

type Wanted = {
  readonly key?: string;
  readonly isShown: (screen: Screen) => boolean;
  /** Where the resident memory before the key and after the frame is put. */
  readonly memory?: Memory[];
  /** Where the longest block of the main thread between the key and the frame is put. */
  readonly watched?: { readonly folder: string; readonly blocks: Block[] };
};

function memoryRows(memory: readonly Memory[], payload: string): Row[] {
  const textBytes = Buffer.byteLength(payload);
  const row = (what: string, added: readonly number[]): Row => {
    const ratio = median(added) / textBytes;
    return {
      what: `50 MB payload: ${what}`,
      figure: `${megabytesOf(median(added))} (max ${megabytesOf(max(added))})`,
      floor: `its text: ${megabytes(payload)}`,
      ratio,
      bar: `<= ${mostMemoryTimes}×`,
      isMet: ratio <= mostMemoryTimes,
      samples: added.length,
    };
  };
  return [
    row(
      'memory that it takes once open',
      memory.map(({ beforeBytes, afterBytes }) => afterBytes - beforeBytes),
    ),
    row(
      'memory that opening it takes at most',
      memory.map(({ beforeBytes, peakBytes }) => peakBytes - beforeBytes),
    ),
  ];
}

/**
 * From the key that opens a run, or then from the key that opens its tab, until the screen shows what is
 * wanted.
 */
async function timeToScreen(
  path: string,
  id: string,
  { key, isShown, memory, watched }: Wanted,
): Promise<number> {
  const noted = watched && watchBlocks(watched.folder);
  const program = startTimed({ ...inspector(path, '--filter', `id:${id}`), env: noted?.env });
  try {
    await program.quiet(settledMs, lastHint);
    const beforeBytes = residentBytes(program.pid);
    forgetPeak(program.pid);
    let sentAt = program.send('\r');
    if (key !== undefined) {
      await program.quiet(settledMs);
      sentAt = program.send(key);
    }
    const shownAt = await waitUntilShown(program, isShown);
    memory?.push({ beforeBytes, peakBytes: peakBytes(program.pid), afterBytes: residentBytes(program.pid) });
    if (noted) watched?.blocks.push(noted.longest(sentAt, shownAt));
    return shownAt - sentAt;
  } finally {
    await program.close();
  }
}

/** A whole trace as JSON text. */
async function traceText(path: string, id: string): Promise<string> {
  const store = await openForBench(path);
  try {
    const spans: unknown[] = [];
    let cursor: string | undefined;
    do {
      const page = await store.getTrace(id, { cursor });
      spans.push(...(page?.spans ?? []));
      cursor = page?.nextCursor;
    } while (cursor !== undefined);
    return JSON.stringify(spans);
  } finally {
    await store.close();
  }
}
