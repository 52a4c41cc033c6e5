import { splitBatch, toBodySync } from './batch-body.ts';
import type { QueuedBatch } from './batch-queue.ts';
import type { OutboxParts } from './outbox-parts.ts';
import type { PostOutcome } from './server-client.ts';

/** Large batches need more time on any connection. */
const bytesPerMs = 100;

export type BatchSender = ReturnType<typeof createBatchSender>;

type Context = OutboxParts & {
  readonly onCancelRequested: (ids: readonly string[]) => void;
  /** Called after each response, and when one is late. */
  readonly onProgress: () => void;
};

export function createBatchSender(context: Context) {
  const { writer, queue, client, server, losses, signal, timing } = context;
  const { onCancelRequested, onProgress, onBug } = context;
  let isSending = false;
  let sentAt = Number.NEGATIVE_INFINITY;
  let retryAt = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;

  async function post(body: Buffer): Promise<PostOutcome> {
    const onLate = (): void => {
      server.slow();
      onProgress();
    };
    const late = setTimeout(onLate, timing.slowMs + body.length / bytesPerMs).unref();
    const outcome = await client.post(writer, body, signal);
    clearTimeout(late);
    sentAt = performance.now();
    if (signal.aborted) return outcome;
    if (outcome.type === 'failed') retryIn(server.failed(outcome));
    else server.succeeded();
    return outcome;
  }
  function retryIn(ms: number): void {
    retryAt = performance.now() + ms;
    clearTimeout(timer);
    // Not `send`, which would do nothing: a timer may fire a little early.
    timer = setTimeout(() => void sendNow(), ms).unref();
  }
  /** Returns whether to continue with the next batch. */
  async function sendOne(batch: QueuedBatch): Promise<boolean> {
    const body = await queue.read(batch);
    if (!body) {
      await queue.remove(batch);
      return true;
    }
    const outcome = await post(body);
    if (outcome.type === 'failed') return false;
    if (outcome.type === 'rejected') {
      const sealed = { sequence: batch.sequence, body };
      const parts = await splitBatch(writer.id, sealed, outcome.error, losses).catch(() => undefined);
      if (!parts) losses.dropped(batch.events);
      await queue.remove(batch, parts);
      return true;
    }
    await queue.remove(batch);
    losses.refused(outcome.refused);
    onCancelRequested(outcome.cancelRequested);
    return true;
  }
  async function ifIdle(work: () => Promise<void>): Promise<void> {
    if (isSending || signal.aborted || performance.now() < retryAt) return;
    isSending = true;
    try {
      await work();
    } catch (error) {
      onBug(error);
      retryIn(timing.mostRetryMs);
    } finally {
      isSending = false;
      onProgress();
    }
  }

  /** Does nothing while it is sending or waits for its next attempt. Never rejects. */
  const send = () =>
    ifIdle(async () => {
      for (let next = queue.first(); next && !signal.aborted; next = queue.first()) {
        const canContinue = await sendOne(next);
        onProgress();
        if (!canContinue) return;
      }
    });
  function sendNow(): Promise<void> {
    retryAt = Number.NEGATIVE_INFINITY;
    return send();
  }
  return {
    isSending: () => isSending,
    send,
    sendNow,
    sendHeartbeat: () =>
      ifIdle(async () => {
        if (performance.now() - sentAt < timing.heartbeatMs || queue.first()) return;
        const outcome = await post(toBodySync(writer.id, 0, []));
        if (outcome.type === 'accepted') onCancelRequested(outcome.cancelRequested);
      }),
  };
}
