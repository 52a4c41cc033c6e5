import { addEvent, createEventBatch, type EventBatch } from '../../contract/event-batch.ts';
import type { RunEvent } from '../../contract/run-events.ts';
import { sequenceStep, toBody, toBodySync } from './batch-body.ts';
import { toEventTexts, toEventTextsSync } from './event-texts.ts';
import type { OutboxParts } from './outbox-parts.ts';

const batchLimits = { events: 2_000, chars: 1_000_000 };

/** The limit of unsealed events; further events are dropped and counted. */
const mostWaiting = { events: 200_000, chars: 128 * 1_024 * 1_024 };

/** Collects events into batches, and seals batches: numbers, encodes and queues them. */
export type Batcher = {
  /** Only collects, without encoding. Returns whether a batch is full. */
  readonly add: (events: readonly RunEvent[]) => boolean;
  readonly hasEvents: () => boolean;
  /** An estimate, queued batches included. */
  readonly bytesInMemory: () => number;
  readonly seal: () => Promise<void>;
  /** The number of the last sealed batch. */
  readonly lastSequence: () => number;
  /** Seals everything synchronously, and ignores later events. */
  readonly sealSync: () => void;
};

export function createBatcher({
  writer,
  queue,
  losses,
}: Pick<OutboxParts, 'writer' | 'queue' | 'losses'>): Batcher {
  const full: EventBatch[] = [];
  let current = createEventBatch();
  let size = { events: 0, chars: 0 };
  let last = 0;
  let sealing: Promise<void> | undefined;
  let isClosed = false;

  function endBatch(): void {
    if (current.events === 0) return;
    full.push(current);
    size = { events: size.events + current.events, chars: size.chars + current.chars };
    current = createEventBatch();
  }
  /** Without a body the batch is longer than a JavaScript string can be. */
  function queueFirst(batch: EventBatch, body: Buffer | undefined, events: number): void {
    full.shift();
    size = { events: size.events - batch.events, chars: size.chars - batch.chars };
    last += sequenceStep;
    if (events === 0) return;
    if (!body || !queue.push({ sequence: last, body, events })) losses.dropped(batch.events);
  }
  function refuse(id: string, error: unknown): void {
    losses.refused([{ id, reason: String(error) }]);
  }
  async function sealFull(): Promise<void> {
    for (let batch = full[0]; batch && !isClosed; batch = full[0]) {
      const texts = await toEventTexts(batch, refuse);
      const body = await toBody(writer.id, last + sequenceStep, texts).catch(() => undefined);
      if (!isClosed) queueFirst(batch, body, texts.length);
    }
  }
  function hasRoom(): boolean {
    const { events, chars } = mostWaiting;
    return current.events + size.events < events && current.chars + size.chars < chars;
  }

  return {
    add(events) {
      for (const [index, event] of events.entries()) {
        if (isClosed) break;
        if (!hasRoom()) {
          losses.dropped(events.length - index);
          break;
        }
        addEvent(current, event);
        if (current.events >= batchLimits.events || current.chars >= batchLimits.chars) endBatch();
      }
      return full.length > 0;
    },
    hasEvents: () => current.events > 0 || full.length > 0,
    bytesInMemory: () => queue.bytesInMemory() + size.chars + current.chars,
    async seal() {
      endBatch();
      while (full.length > 0 && !isClosed) {
        sealing ??= sealFull().finally(() => {
          sealing = undefined;
        });
        await sealing;
      }
    },
    lastSequence: () => last,
    sealSync() {
      endBatch();
      isClosed = true;
      for (const batch of [...full]) {
        const texts = toEventTextsSync(batch);
        queueFirst(batch, toBodySync(writer.id, last + sequenceStep, texts), texts.length);
      }
    },
  };
}
