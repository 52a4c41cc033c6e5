import { withTimeout } from '../../async/deadline.ts';
import { backoffMs, sleep } from '../../async/sleep.ts';
import { refusalOf } from '../../http/http-refusal.ts';
import { InspectorError } from '../../model/errors.ts';
import { checkBody, splitBatch } from './batch-body.ts';
import { type OutboxParts, outboxTiming } from './outbox-parts.ts';
import type { PostOutcome } from './server-client.ts';
import { adoptSpools, bytesForServer, type Spool } from './spool.ts';
import { keyFile } from './spool-files.ts';

type Context = Pick<OutboxParts, 'client' | 'losses' | 'signal' | 'report'> & {
  readonly firstRetryMs?: number;
};

const triesOnClose = 3;

/** Sends batches that ended recorders left on the disk, with their writer ids and numbers. */
export function createLeftoverSpools(serverFolder: string, context: Context) {
  const adopted = new Set<Spool>();
  const withoutKey = new Set<Spool>();
  const { client, report, signal, firstRetryMs = outboxTiming.firstRetryMs } = context;
  let bytes = 0;
  let isDenied = false;
  let delivering: Promise<boolean> | undefined;

  async function deliverAll(): Promise<boolean> {
    for (const spool of await adoptSpools(serverFolder)) adopted.add(spool);
    if (signal.aborted) release();
    bytes = await bytesForServer(serverFolder);
    isDenied = false;
    for (const spool of adopted) {
      // A spool that cannot be read now is released for a later attempt.
      const result = await deliverSpool(spool, context).catch(() => 'unreadable');
      isDenied ||= result === 'denied' || result === 'wrong-key';
      if (result === 'failed' || result === 'denied') break;
      if (result === 'wrong-key') {
        noteWithoutKey(spool);
        continue;
      }
      adopted.delete(spool);
      spool.release();
    }
    bytes = await bytesForServer(serverFolder);
    return adopted.size === 0;
  }
  function noteWithoutKey(spool: Spool): void {
    if (!withoutKey.has(spool)) report(wrongKeyError(client.location, spool.folder));
    withoutKey.add(spool);
  }
  function deliver(): Promise<boolean> {
    delivering ??= deliverAll()
      .catch(() => false)
      .finally(() => {
        delivering = undefined;
      });
    return delivering;
  }
  async function deliverWithRetries(timeout: AbortSignal): Promise<void> {
    for (let tries = 1; tries <= triesOnClose; tries += 1) {
      if ((await deliver()) || isDenied || timeout.aborted || tries === triesOnClose) return;
      await sleep(backoffMs(tries, firstRetryMs), timeout);
      if (timeout.aborted) return;
    }
  }
  function release(): number {
    let left = 0;
    for (const spool of adopted) left += spool.release();
    adopted.clear();
    return left;
  }

  return {
    /** Looks for spools and sends them. Resolves to whether nothing is left; never rejects. */
    deliver,
    /** Delivers within a time limit, with a few retries unless the server denies access. */
    async deliverOnClose(timeoutMs: number) {
      const timeout = new AbortController();
      await withTimeout(deliverWithRetries(timeout.signal), timeoutMs);
      timeout.abort();
    },
    /** The bytes that all recorders had on the disk for the server after the last `deliver`. */
    bytes: () => bytes,
    release,
  };
}

/** Without the right key, a spool stays as it is, and holds up no other. */
type Obstacle = 'failed' | 'denied' | 'wrong-key';

async function deliverSpool(spool: Spool, context: Context): Promise<'done' | Obstacle> {
  for (let batches = await spool.list(); batches.length > 0; batches = await spool.list()) {
    for (const { sequence } of batches) {
      const result = await deliverBatch(spool, sequence, context);
      if (result === 'split') break;
      if (result !== 'done') return result;
      if (context.signal.aborted) return 'failed';
    }
    await spool.touch();
  }
  return 'done';
}

async function deliverBatch(
  spool: Spool,
  sequence: number,
  { client, losses, signal }: Context,
): Promise<'done' | 'split' | Obstacle> {
  const batch = { sequence, body: await spool.read(sequence) };
  try {
    await checkBody(spool.writer.id, batch);
  } catch {
    losses.damaged(await spool.setAside(sequence));
    return 'done';
  }
  const outcome = await client.post(spool.writer, batch.body, signal);
  if (outcome.type === 'failed') return obstacleOf(outcome);
  if (outcome.type === 'accepted') losses.refused(outcome.refused);
  const parts =
    outcome.type === 'rejected' ? await splitBatch(spool.writer.id, batch, outcome.error, losses) : [];
  // The last part replaces the file of the whole batch.
  for (const part of parts) await spool.put(part);
  if (parts.length > 0) return 'split';
  await spool.remove(sequence);
  return 'done';
}

function obstacleOf({ error, isDenied }: Extract<PostOutcome, { type: 'failed' }>): Obstacle {
  if (refusalOf(error)?.problem === 'wrong-writer-key') return 'wrong-key';
  return isDenied ? 'denied' : 'failed';
}

function wrongKeyError(location: string, folder: string): InspectorError {
  const message = `${location} does not take the runs in ${folder}: their recorder's key is missing there, or is another one`;
  return new InspectorError('auth', message, {
    hint: `they stay there, and are sent once ${keyFile} is there as the recorder wrote it`,
  });
}
