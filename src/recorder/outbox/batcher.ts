import { addEvent, createEventBatch, type EventBatch } from '../../contract/event-batch.ts';
import type { RunEvent } from '../../contract/run-events.ts';
import { sequenceStep, toBody, toBodyNow } from './batch-body.ts';
import type { ParcelQueue } from './batch-queue.ts';
import { toFactTexts, toFactTextsNow } from './event-texts.ts';
import type { Losses } from './losses.ts';

const batchLimits = { facts: 2_000, chars: 1_000_000 };

/** Facts that may wait to be made batches; what comes later is dropped and counted. */
const mostWaiting = { facts: 200_000, chars: 128 * 1_024 * 1_024 };

/** Gathers facts and makes numbered batches of them. */
export type Outbox = {
  /** Takes facts; does no more than keep them. Gives whether a batch of them is full. */
  readonly add: (facts: readonly RunEvent[]) => boolean;
  readonly hasFacts: () => boolean;
  /** Roughly. */
  readonly bytesInMemory: () => number;
  /** Makes batches of all facts that were added so far, and puts them into the queue. */
  readonly seal: () => Promise<void>;
  /** The last number that belongs to what was sealed so far. */
  readonly lastSequence: () => number;
  /** Seals everything at once, and takes nothing more. */
  readonly sealNow: () => void;
};

export type OutboxOptions = {
  readonly writer: string;
  readonly queue: ParcelQueue;
  readonly losses: Losses;
};

export function createOutbox({ writer, queue, losses }: OutboxOptions): Outbox {
  const closed: EventBatch[] = [];
  let current = createEventBatch();
  let size = { facts: 0, chars: 0 };
  let last = 0;
  let sealing: Promise<void> | undefined;
  let isOver = false;

  function close(): void {
    if (current.events === 0) return;
    closed.push(current);
    size = { facts: size.facts + current.events, chars: size.chars + current.chars };
    current = createEventBatch();
  }
  /** Without a body the batch is longer than a text can be. */
  function shift(batch: EventBatch, body: Buffer | undefined, facts: number): void {
    closed.shift();
    size = { facts: size.facts - batch.events, chars: size.chars - batch.chars };
    last += sequenceStep;
    if (facts === 0) return;
    if (!body || !queue.push({ sequence: last, body, facts })) losses.dropped(batch.events);
  }
  function refuse(id: string, error: unknown): void {
    losses.refused([{ id, reason: String(error) }]);
  }
  async function sealClosed(): Promise<void> {
    for (let batch = closed[0]; batch && !isOver; batch = closed[0]) {
      const texts = await toFactTexts(batch, refuse);
      const body = await toBody(writer, last + sequenceStep, texts).catch(() => undefined);
      if (!isOver) shift(batch, body, texts.length);
    }
  }
  function hasRoom(): boolean {
    const { facts, chars } = mostWaiting;
    return current.events + size.facts < facts && current.chars + size.chars < chars;
  }

  return {
    add(facts) {
      for (const [index, fact] of facts.entries()) {
        if (isOver) break;
        if (!hasRoom()) {
          losses.dropped(facts.length - index);
          break;
        }
        addEvent(current, fact);
        if (current.events >= batchLimits.facts || current.chars >= batchLimits.chars) close();
      }
      return closed.length > 0;
    },
    hasFacts: () => current.events > 0 || closed.length > 0,
    bytesInMemory: () => queue.bytesInMemory() + size.chars + current.chars,
    async seal() {
      close();
      while (closed.length > 0 && !isOver) {
        sealing ??= sealClosed().finally(() => {
          sealing = undefined;
        });
        await sealing;
      }
    },
    lastSequence: () => last + sequenceStep - 1,
    sealNow() {
      close();
      isOver = true;
      for (const batch of [...closed]) {
        const texts = toFactTextsNow(batch);
        shift(batch, toBodyNow(writer, last + sequenceStep, texts), texts.length);
      }
    },
  };
}
