import { createYielding } from '../../async/yield-to-event-loop.ts';
import { addEvent, createEventBatch, type EventBatch, type PendingRun } from '../../contract/event-batch.ts';
import type { JsonText, RunEvent } from '../../contract/run-events.ts';
import { fieldConverter, recordedOnce } from '../../model/run-fields.ts';
import { toRunEventText } from '../../protocol/run-event-text.ts';
import { sequenceStep, toBody, toBodySync } from './batch-body.ts';
import type { OutboxParts } from './outbox-parts.ts';

const batchLimits = { events: 2_000, chars: 1_000_000 };

/** The limit of unsealed events; further events are dropped and counted. */
const mostWaiting = { events: 200_000, chars: 128 * 1_024 * 1_024 };

/** Collects events into batches, and seals batches: numbers, encodes and queues them. */
export type Batcher = ReturnType<typeof createBatcher>;

export function createBatcher({ writer, queue, losses }: Pick<OutboxParts, 'writer' | 'queue' | 'losses'>) {
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
  /** `body` is absent where it would be longer than a JavaScript string can be. */
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
    add(events: readonly RunEvent[]) {
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
        const texts = [...textsOf(batch, () => {})];
        queueFirst(batch, toBodySync(writer.id, last + sequenceStep, texts), texts.length);
      }
    },
  };
}

/** Called for an event that JSON cannot represent. */
type OnRefused = (run: string, error: unknown) => void;

/** Yields to the event loop, because the recorded program shares it. */
async function toEventTexts(batch: EventBatch, onRefused: OnRefused): Promise<readonly JsonText[]> {
  const texts: JsonText[] = [];
  const yielding = createYielding();
  for (const text of textsOf(batch, onRefused)) {
    texts.push(text);
    if (yielding.isDue()) await yielding.yieldNow();
  }
  return texts;
}

function* textsOf(batch: EventBatch, onRefused: OnRefused): Generator<JsonText> {
  for (const event of eventsOf(batch)) {
    try {
      yield toRunEventText(event);
    } catch (error) {
      onRefused('runId' in event ? event.runId : event.id, error);
    }
  }
}

function* eventsOf(batch: EventBatch): Generator<RunEvent> {
  for (const run of batch.runs.values()) {
    yield* runEvents(run);
    yield* run.steps.values();
    yield* run.spans.values();
    yield* run.logs;
    yield* run.messages.values();
  }
}

const recordedFields = fieldConverter(recordedOnce, {});

/** What is recorded once comes from the run's first event. */
function* runEvents({ id, created, fields }: PendingRun): Generator<RunEvent> {
  if (created) yield { ...fields, type: created.type, ...recordedFields(created) };
  else if (Object.keys(fields).length > 0) yield { ...fields, type: 'run-changed', id };
}
