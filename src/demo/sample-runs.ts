import type { RunEvent } from '../contract/run-events.ts';
import { createRhythm } from './draw/arrival-times.ts';
import type { Outline } from './draw/draw-run.ts';
import { drawRun, recentAgeMs, recentRuns } from './draw/newest-runs.ts';
import { withOddities } from './draw/odd-runs.ts';
import { createRandom, type Random } from './draw/random.ts';
import { toMessageFacts } from './events/conversation-events.ts';
import { toRunFact } from './events/run-event.ts';
import { toTraceFacts } from './events/trace-events.ts';

/** Only the newest runs have steps and traces, so that a store of a million can be made and kept. */
const runsWithTrace = 2_000;
const settlingMs = 150_000;

/** Of these ranks the traces, or the conversation, are peculiar. */
const only = { rootSpan: 40, noTrace: 41, longTrace: 45, hugeTrace: 50, noMessages: 28 } as const;
const longTracePages = 390;
const hugeTraceSpans = 100_000;

export type DemoPlan = { readonly size: number; readonly seed: number; readonly now: number };

/** Gives the facts of each run of a sample, the oldest run first. What they say depends on the plan alone. */
export function createDemoFacts({ size, seed, now }: DemoPlan): (index: number) => readonly RunEvent[] {
  const rhythmAt = createRhythm(Math.max(1, size - recentRuns), now - settlingMs);
  return index => {
    const rank = size - 1 - index;
    const random = createRandom(seed, index);
    const jitter = random.next();
    const createdAt = rank < recentRuns ? now - recentAgeMs(rank) : rhythmAt(index, jitter);
    const outline = drawRun(random, { rank, createdAt, now });
    const run = withOddities(toRunFact(random, outline), rank);
    const parts = createRandom(seed + 1, index);
    const messages = toMessages(parts, outline, rank);
    const messageCount = outline.flow.kind === 'agent' ? messages.length : undefined;
    return [{ ...run, messageCount }, ...messages, ...toTrace(parts, outline, rank)];
  };
}

function toMessages(random: Random, outline: Outline, rank: number): readonly RunEvent[] {
  if (outline.flow.kind !== 'agent' || rank === only.noMessages) return [];
  return toMessageFacts(random, outline, rank < runsWithTrace);
}

function toTrace(random: Random, outline: Outline, rank: number): readonly RunEvent[] {
  if (rank >= runsWithTrace || rank === only.noTrace) return [];
  if (rank === only.rootSpan) return toTraceFacts(random, { ...outline, steps: [] });
  if (rank === only.longTrace) return toTraceFacts(random, outline, { pages: longTracePages });
  if (rank === only.hugeTrace) return toTraceFacts(random, outline, { spans: hugeTraceSpans });
  return toTraceFacts(random, outline);
}
