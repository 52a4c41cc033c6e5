import { yieldToEventLoop } from '../async/yield-to-event-loop.ts';
import type { RunEvent } from '../contract/run-events.ts';
import { openSampleWriter } from '../database/sqlite/write/sample-writer.ts';
import { hugeTraceSpans, longTracePages, ranks, recentRuns } from './data/newest-runs.ts';
import { createRandom, type Random } from './data/random.ts';
import type { SampleRun } from './data/sample-flow.ts';
import { drawSampleRun } from './draw/draw-sample-run.ts';
import { withOddValues } from './draw/odd-values.ts';
import { toMessageEvents } from './events/conversation-events.ts';
import { toRunCreated } from './events/run-created-event.ts';
import { toTraceEvents } from './events/trace-events.ts';

const runsAtOnce = 200;
const settledAtOnce = 2_000;

type DemoStoreOptions = {
  /** A file that does not exist yet. */
  readonly path: string;
  /** A sample of 131 or more runs has one of everything. */
  readonly size?: number;
  readonly seed?: number;
  /** The time at which the sample ends, epoch ms. The same seed and time give the same contents. */
  readonly now: number;
  readonly onProgress?: (written: number, size: number) => void;
  /** Rejects with the signal's reason and leaves an incomplete file. */
  readonly signal?: AbortSignal;
};

/** Writes runs without an owner. Rejects with an `InspectorError`. */
export async function writeDemoStore(options: DemoStoreOptions): Promise<void> {
  const { path, size = 2_000, seed = 1, now, onProgress, signal } = options;
  const writer = await openSampleWriter(path);
  const eventsOf = createSampleRuns({ size, seed, now });
  try {
    for (let index = 0; index < size; index += 1) {
      writer.write(eventsOf(index));
      if ((index + 1) % runsAtOnce > 0 && index + 1 < size) continue;
      onProgress?.(index + 1, size);
      await yieldToEventLoop();
      if ((index + 1) % settledAtOnce === 0 || index + 1 === size) await writer.settle();
      signal?.throwIfAborted();
    }
  } finally {
    await writer.close();
  }
}

/** Older runs have no steps or traces, so that a store with a million runs is small. */
const runsWithTrace = 2_000;

const settledMs = 150_000;

type SampleOptions = { readonly size: number; readonly seed: number; readonly now: number };

/** The events of a run by its index, oldest first. They depend only on the options. */
export function createSampleRuns({ size, seed, now }: SampleOptions): (index: number) => readonly RunEvent[] {
  const arrivalTime = createArrivalTimes(Math.max(1, size - recentRuns), now - settledMs);
  return index => {
    const rank = size - 1 - index;
    const random = createRandom(seed, index);
    const jitter = random.next();
    const createdAt = rank < recentRuns ? now - recentAgeMs(rank) : arrivalTime(index, jitter);
    const run = drawSampleRun(random, { rank, createdAt, now });
    const created = withOddValues(toRunCreated(random, run), rank);
    const partRandom = createRandom(seed + 1, index);
    const messages = messagesOf(partRandom, run, rank);
    const messageCount = run.flow.kind === 'agent' ? messages.length : undefined;
    return [{ ...created, messageCount }, ...messages, ...traceOf(partRandom, run, rank)];
  };
}

function recentAgeMs(rank: number): number {
  return Math.round(1_800 + 6_000 * rank ** 1.2);
}

function messagesOf(random: Random, run: SampleRun, rank: number): readonly RunEvent[] {
  if (run.flow.kind !== 'agent' || rank === ranks.noMessages) return [];
  return toMessageEvents(random, run, rank < runsWithTrace);
}

function traceOf(random: Random, run: SampleRun, rank: number): readonly RunEvent[] {
  if (rank >= runsWithTrace || rank === ranks.noTrace) return [];
  if (rank === ranks.rootSpanOnly) return toTraceEvents(random, { ...run, steps: [] });
  if (rank === ranks.longTrace) return toTraceEvents(random, run, { pages: longTracePages });
  if (rank === ranks.hugeTrace) return toTraceEvents(random, run, { spans: hugeTraceSpans });
  return toTraceEvents(random, run);
}

const hourMs = 3_600_000;
const days = 14;

/** The relative number of runs in each hour of a day, UTC. */
const byHour = [3, 4, 9, 5, 2, 2, 3, 5, 8, 12, 14, 13, 11, 13, 15, 14, 12, 10, 8, 6, 5, 5, 4, 3] as const;

function createArrivalTimes(size: number, now: number): (index: number, jitter: number) => number {
  const start = now - days * 24 * hourMs;
  const weights = Array.from({ length: days * 24 }, (_, hour) => weightAt(start + hour * hourMs));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let hour = 0;
  let before = 0;
  return (index, jitter) => {
    const wanted = ((index + jitter) / size) * total;
    if (wanted < before) {
      hour = 0;
      before = 0;
    }
    while (hour < weights.length - 1 && before + (weights[hour] ?? 0) <= wanted) {
      before += weights[hour] ?? 0;
      hour += 1;
    }
    const share = (wanted - before) / (weights[hour] ?? 1);
    return Math.floor(start + (hour + Math.min(share, 1)) * hourMs);
  };
}

function weightAt(time: number): number {
  const date = new Date(time);
  const isWeekend = date.getUTCDay() % 6 === 0;
  return (byHour[date.getUTCHours()] ?? 1) * (isWeekend ? 0.45 : 1);
}
