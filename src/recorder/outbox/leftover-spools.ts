import { backoffMs } from '../../async/backoff.ts';
import { sleep } from '../../async/sleep.ts';
import { withTimeout } from '../../async/with-timeout.ts';
import { adoptSpools, bytesForServer } from './adopt-spools.ts';
import { checkBody } from './batch-body.ts';
import type { Losses } from './losses.ts';
import { outboxTiming } from './outbox-timing.ts';
import type { ServerClient } from './server-client.ts';
import { splitBatch } from './split-batch.ts';
import type { Spool } from './spool.ts';

/** Sends what recorders that are gone left on the disk, under their ids and numbers. */
export type LeftoverSpools = {
  /** Looks for more, and sends what is there. Resolves to whether nothing is left; never rejects. */
  readonly deliver: () => Promise<boolean>;
  /** The same within a time, with a few retries unless the server denies access. */
  readonly deliverOnClose: (withinMs: number) => Promise<void>;
  /** What all recorders had on the disk for the server at the last look. */
  readonly bytes: () => number;
  /** Leaves what is there to other recorders, synchronously; returns how many batches that are. */
  readonly release: () => number;
};

type Context = {
  readonly client: ServerClient;
  readonly losses: Losses;
  readonly signal: AbortSignal;
  /** Before the second try of `deliverOnClose`; about twice as long before each further one. */
  readonly firstRetryMs?: number;
};

const triesOnClose = 3;

export function createLeftoverSpools(serverFolder: string, context: Context): LeftoverSpools {
  const adopted = new Set<Spool>();
  const { signal, firstRetryMs = outboxTiming.firstRetryMs } = context;
  let bytes = 0;
  let isDenied = false;
  let delivering: Promise<boolean> | undefined;

  async function deliverAll(): Promise<boolean> {
    for (const spool of await adoptSpools(serverFolder)) adopted.add(spool);
    if (signal.aborted) release();
    bytes = await bytesForServer(serverFolder);
    isDenied = false;
    for (const spool of adopted) {
      // A spool that cannot be read now is released for a later attempt, and holds up no other.
      const result = await deliverSpool(spool, context).catch(() => 'unreadable');
      isDenied = result === 'denied';
      if (result === 'failed' || isDenied) break;
      adopted.delete(spool);
      spool.release();
    }
    bytes = await bytesForServer(serverFolder);
    return adopted.size === 0;
  }
  function deliver(): Promise<boolean> {
    delivering ??= deliverAll()
      .catch(() => false)
      .finally(() => {
        delivering = undefined;
      });
    return delivering;
  }
  async function deliverWithRetries(over: AbortSignal): Promise<void> {
    for (let tries = 1; tries <= triesOnClose; tries += 1) {
      if ((await deliver()) || isDenied || over.aborted || tries === triesOnClose) return;
      await sleep(backoffMs(tries, firstRetryMs), over);
    }
  }
  function release(): number {
    let left = 0;
    for (const spool of adopted) left += spool.release();
    adopted.clear();
    return left;
  }

  return {
    deliver,
    async deliverOnClose(withinMs) {
      const over = new AbortController();
      await withTimeout(deliverWithRetries(over.signal), withinMs);
      over.abort();
    },
    bytes: () => bytes,
    release,
  };
}

async function deliverSpool(spool: Spool, context: Context): Promise<'done' | 'failed' | 'denied'> {
  for (let batches = await spool.list(); batches.length > 0; batches = await spool.list()) {
    for (const { sequence } of batches) {
      const result = await deliverBatch(spool, sequence, context);
      if (result === 'split') break;
      if (result === 'failed' || result === 'denied') return result;
      if (context.signal.aborted) return 'failed';
    }
    await spool.sign();
  }
  return 'done';
}

async function deliverBatch(
  spool: Spool,
  sequence: number,
  { client, losses, signal }: Context,
): Promise<'done' | 'split' | 'failed' | 'denied'> {
  const batch = { sequence, body: await spool.read(sequence) };
  try {
    await checkBody(spool.writer, batch);
  } catch {
    losses.damaged(await spool.setAside(sequence));
    return 'done';
  }
  const outcome = await client.post(batch.body, signal);
  if (outcome.type === 'failed') return outcome.isDenied ? 'denied' : 'failed';
  if (outcome.type === 'taken') losses.refused(outcome.refused);
  const parts =
    outcome.type === 'rejected' ? await splitBatch(spool.writer, batch, outcome.error, losses) : [];
  // The first part has the number of the whole and replaces its file, once the other part is written.
  for (const part of parts.toReversed()) await spool.put(part);
  if (parts.length > 0) return 'split';
  await spool.remove(sequence);
  return 'done';
}
