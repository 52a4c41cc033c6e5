import { join } from 'node:path';
import type { RunWriter } from '../../contract/run-events.ts';
import { InspectorError } from '../../model/errors.ts';
import { createActiveRuns } from './active-runs.ts';
import { deliverAtExit, keepProcessAlive, type Undelivered } from './at-exit.ts';
import { createBatchQueue } from './batch-queue.ts';
import { createBatchSender } from './batch-sender.ts';
import { createBatcher } from './batcher.ts';
import { createDelivery } from './delivery.ts';
import { createLastingProblems } from './lasting-problems.ts';
import { createLosses } from './losses.ts';
import { type OutboxTiming, outboxTiming } from './outbox-parts.ts';
import { startOutboxUpkeep } from './outbox-upkeep.ts';
import { createServerClient, createWriterIdentity, type ServerClientOptions } from './server-client.ts';
import { createServerState } from './server-state.ts';
import { createSpool } from './spool.ts';
import { defaultSpoolFolder, spoolFolderOf } from './spool-files.ts';
import { createStartClaims } from './start-claims.ts';

export type CloudWriterOptions = ServerClientOptions & {
  readonly spoolFolder?: string;
  readonly maxSpoolBytes?: number;
  /** Called once for each problem while it lasts. */
  readonly onError?: (error: InspectorError) => void;
  readonly timing?: Partial<OutboxTiming>;
};

export type CloudWriter = RunWriter & { readonly location: string; readonly spoolFolder: string };

const defaultSpoolBytes = 256 * 1_024 * 1_024;

/**
 * Opens a server for recording, without a request yet. Rejects with an `InspectorError` for an invalid
 * address or token.
 *
 * The path of an event: `write` → batcher (collects, numbers and encodes batches) → batch queue → batch
 * sender → server client. While the server is unavailable, the queue also writes its batches to the spool, a
 * folder from which a later recorder (leftover spools) sends them. `createDelivery` schedules these steps.
 *
 * `flush` and `close` resolve when the server has stored everything or, while it is unavailable or slow, when
 * everything is on the disk. They reject for lost events. `close`, and the end of a process without `close`,
 * also deliver batches that other recorders left.
 */
export async function openCloudWriter(options: CloudWriterOptions): Promise<CloudWriter> {
  const { onError = () => {}, maxSpoolBytes = defaultSpoolBytes, env = process.env } = options;
  const timing = { ...outboxTiming, ...options.timing };
  const client = createServerClient(options);
  const { location } = client;
  const folder = spoolFolderOf(options.spoolFolder ?? defaultSpoolFolder(env), location);
  const writer = createWriterIdentity();
  const report = (error: InspectorError) => ignoreErrors(() => onError(error));
  const onBug = (error: unknown) => report(bugError(error));
  const losses = createLosses(location, report);
  const spool = createSpool(join(folder, writer.id), writer);
  const queue = createBatchQueue(spool, maxSpoolBytes);
  const problem = createLastingProblems(report);
  const server = createServerState({ location, folder, timing, problem: problem() });
  const ending = new AbortController();
  const { signal } = ending;
  const parts = { writer, folder, queue, client, server, losses, timing, signal, report, onBug };
  const batcher = createBatcher(parts);
  const active = createActiveRuns();
  const starts = createStartClaims({
    ...{ ...parts, problem: problem(), active },
    onListening: () => upkeep.listenIfNeeded(),
  });
  const sender = createBatchSender({
    ...parts,
    onCancelRequested: active.cancelRequested,
    onProgress() {
      delivery.onProgress();
      upkeep.listenIfNeeded();
    },
  });
  const delivery = createDelivery({ ...parts, batcher, sender });
  const upkeep = startOutboxUpkeep({ ...parts, spool, active, starts, sender });
  let closing: Promise<void> | undefined;

  function release(): Undelivered {
    atExit.forget();
    ending.abort();
    delivery.stop();
    const ofOthers = upkeep.stop();
    ignoreErrors(batcher.sealSync);
    const lost = queue.persistSync();
    client.close();
    return { onDisk: spool.release() + ofOthers, lost };
  }
  async function finish(): Promise<void> {
    const stopped = starts.stop(timing.patienceMs);
    await deliver().finally(() => stopped);
  }
  async function deliver(): Promise<void> {
    const delivering = upkeep.deliverLeftovers(timing.patienceMs);
    await delivery.drainOnClose().finally(() => delivering);
  }
  function releaseOnClose(): void {
    const isReported = server.isUnavailable();
    if (release().onDisk > 0 && !isReported) report(undeliveredError(location, folder));
  }
  function throwLosses(): void {
    const loss = losses.take();
    if (loss) throw loss;
  }
  const atExit = deliverAtExit({ location, folder, deliver, release });

  return {
    location,
    spoolFolder: folder,
    write(events) {
      if (closing) return;
      atExit.recorded();
      active.note(events);
      delivery.add(events);
    },
    async flush() {
      if (closing) return closing;
      await keepProcessAlive(() => delivery.drain());
      throwLosses();
    },
    onCancelRequested: active.listen,
    starts,
    close() {
      closing ??= keepProcessAlive(() => finish().finally(releaseOnClose)).then(throwLosses);
      return closing;
    },
  };
}

function undeliveredError(location: string, folder: string): InspectorError {
  return new InspectorError('timeout', `${location} has not accepted everything yet`, {
    hint: `the rest waits in ${folder} and is sent later`,
  });
}

function bugError(cause: unknown): InspectorError {
  const reason = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
  return new InspectorError('conflict', `recording failed: ${reason}`, { hint: 'please report it', cause });
}

/** Neither our bugs nor errors in its listener may end the recorded program. */
function ignoreErrors(work: () => void): void {
  try {
    work();
  } catch {
    // There is no way left to report it.
  }
}
