import { toBodyNow } from './batch-body.ts';
import type { ParcelQueue, Waiting } from './batch-queue.ts';
import type { Losses } from './losses.ts';
import type { CloudTiming } from './outbox-timing.ts';
import type { Outcome } from './post-outcome.ts';
import type { CloudLine } from './server-client.ts';
import type { Contact } from './server-state.ts';
import { partsOf } from './split-batch.ts';

/** Large batches take their time on any line. */
const quickBytesPerMs = 100;

/** Sends batches in their order, one at a time. */
export type Sender = {
  /** Sends what waits, unless it is sending or has to wait before the next try. Never rejects. */
  readonly send: () => Promise<void>;
  /** The same, without waiting any longer. */
  readonly sendNow: () => Promise<void>;
  /** A sign of life, when nothing else was sent for a while. */
  readonly signIfSilent: () => Promise<void>;
  readonly isSending: () => boolean;
};

export type SenderContext = {
  readonly writer: string;
  readonly queue: ParcelQueue;
  readonly line: CloudLine;
  readonly contact: Contact;
  readonly losses: Losses;
  readonly signal: AbortSignal;
  readonly timing: CloudTiming;
  readonly onCancelRequested: (ids: readonly string[]) => void;
  /** Called after each answer, and when one does not come. */
  readonly onNews: () => void;
  readonly onBug: (error: unknown) => void;
};

export function createSender(context: SenderContext): Sender {
  const { writer, queue, line, contact, losses, signal, timing, onCancelRequested, onNews, onBug } = context;
  let isSending = false;
  let sentAt = Number.NEGATIVE_INFINITY;
  let retryAt = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;

  async function post(body: Buffer): Promise<Outcome> {
    const late = setTimeout(
      () => {
        contact.slow();
        onNews();
      },
      timing.slowMs + body.length / quickBytesPerMs,
    ).unref();
    const outcome = await line.post(body, signal);
    clearTimeout(late);
    sentAt = performance.now();
    if (signal.aborted) return outcome;
    if (outcome.type === 'failed') retryIn(contact.failed(outcome));
    else contact.succeeded();
    return outcome;
  }
  function retryIn(ms: number): void {
    retryAt = performance.now() + ms;
    clearTimeout(timer);
    // A timer may come a little before its time.
    timer = setTimeout(() => void sender.sendNow(), ms).unref();
  }
  /** Gives whether to go on with the next. */
  async function sendOne(waiting: Waiting): Promise<boolean> {
    const body = await queue.read(waiting);
    if (!body) {
      await queue.done(waiting);
      return true;
    }
    const outcome = await post(body);
    if (outcome.type === 'failed') return false;
    if (outcome.type === 'unfit') {
      const parcel = { sequence: waiting.sequence, body };
      await queue.done(
        waiting,
        await partsOf(writer, parcel, outcome.error, losses).catch(() => dropped(waiting)),
      );
      return true;
    }
    await queue.done(waiting);
    losses.refused(outcome.refused);
    onCancelRequested(outcome.cancelRequested);
    return true;
  }
  function dropped({ facts }: Waiting): readonly [] {
    losses.dropped(facts);
    return [];
  }
  async function alone(work: () => Promise<void>): Promise<void> {
    if (isSending || signal.aborted || performance.now() < retryAt) return;
    isSending = true;
    try {
      await work();
    } catch (error) {
      onBug(error);
      retryIn(timing.mostRetryMs);
    } finally {
      isSending = false;
      onNews();
    }
  }

  const sender: Sender = {
    isSending: () => isSending,
    send: () =>
      alone(async () => {
        for (let next = queue.first(); next && !signal.aborted; next = queue.first()) {
          const goesOn = await sendOne(next);
          onNews();
          if (!goesOn) return;
        }
      }),
    sendNow() {
      retryAt = Number.NEGATIVE_INFINITY;
      return sender.send();
    },
    signIfSilent: () =>
      alone(async () => {
        if (performance.now() - sentAt < timing.signOfLifeMs || queue.first()) return;
        const outcome = await post(toBodyNow(writer, 0, []));
        if (outcome.type === 'taken') onCancelRequested(outcome.cancelRequested);
      }),
  };
  return sender;
}
