import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { RunWriter } from '../../contract/run-events.ts';
import { InspectorError } from '../../model/errors.ts';
import { createActiveRuns } from './active-runs.ts';
import { endWithProcess, holdProcess, type Left } from './at-exit.ts';
import { createParcelQueue } from './batch-queue.ts';
import { createSender } from './batch-sender.ts';
import { createOutbox } from './batcher.ts';
import { createStoring } from './delivery.ts';
import { createLosses } from './losses.ts';
import { type CloudTiming, cloudTiming } from './outbox-timing.ts';
import { startUpkeep } from './outbox-upkeep.ts';
import { type CloudLineOptions, createCloudLine } from './server-client.ts';
import { createContact } from './server-state.ts';
import { createSpool } from './spool.ts';
import { defaultSpoolFolder, spoolOfServer } from './spool-folder.ts';

export type CloudWriterOptions = CloudLineOptions & {
  /** Where what the server does not take waits; by default a folder of the user's data. */
  readonly spoolFolder?: string;
  /** What may wait there, for one server; 256 MB by default. */
  readonly maxSpoolBytes?: number;
  /** Hears of trouble as it comes, once while it lasts. */
  readonly onError?: (error: InspectorError) => void;
  readonly timing?: Partial<CloudTiming>;
};

export type CloudWriter = RunWriter & {
  /** The server's address as it may be shown. */
  readonly location: string;
  /** Where what it does not take waits. */
  readonly spoolFolder: string;
};

const defaultSpoolBytes = 256 * 1_024 * 1_024;

/**
 * Opens a server for recording; asks it for nothing yet. Rejects with an `InspectorError` for an address or a
 * token that cannot be used.
 *
 * `flush` and `close` resolve when the server has taken everything so far, or when it cannot be expected to
 * and everything is on the disk, from where it is sent later, by this process or another one. They reject for
 * what is lost. `close` waits besides, no longer, for what other recorders left. A process that comes to its
 * end by itself does as `close` does.
 */
export async function openCloudWriter(options: CloudWriterOptions): Promise<CloudWriter> {
  const { onError = () => {}, maxSpoolBytes = defaultSpoolBytes } = options;
  const timing = { ...cloudTiming, ...options.timing };
  const line = createCloudLine(options);
  const { env = process.env, spoolFolder = defaultSpoolFolder(env) } = options;
  const serverFolder = spoolOfServer(spoolFolder, line.location);
  const writer = randomBytes(16).toString('hex');
  const spool = createSpool(join(serverFolder, writer), writer);
  const tell = (error: InspectorError) => callSafely(() => onError(error));
  const onBug = (error: unknown) => tell(bugError(error));
  const losses = createLosses(line.location, tell);
  const queue = createParcelQueue(spool, maxSpoolBytes);
  const outbox = createOutbox({ writer, queue, losses });
  const contact = createContact({ location: line.location, folder: serverFolder, timing, tell });
  const active = createActiveRuns();
  const ending = new AbortController();
  const { signal } = ending;
  const sender = createSender({
    ...{ writer, queue, line, contact, losses, signal, timing },
    onCancelRequested: active.cancelRequested,
    onNews() {
      storing.onNews();
      upkeep.look();
    },
    onBug,
  });
  const storing = createStoring({
    ...{ outbox, queue, contact, sender, tell, onBug, timing },
    folder: serverFolder,
  });
  const upkeep = startUpkeep({
    ...{ serverFolder, spool, queue, active, contact, sender, line, losses, signal, timing },
  });
  let closing: Promise<void> | undefined;

  function letGo(): Left {
    end.forget();
    ending.abort();
    storing.stop();
    const ofOthers = upkeep.stop();
    callSafely(outbox.sealNow);
    const lost = queue.persistNow();
    line.close();
    return { onDisk: spool.release() + ofOthers, lost };
  }
  async function deliver(): Promise<void> {
    const adopting = upkeep.adoptAtLast(timing.patienceMs);
    await storing.drainAtLast().finally(() => adopting);
  }
  function leave(): void {
    const isToldWhy = contact.isLost();
    if (letGo().onDisk > 0 && !isToldWhy) tell(notTakenError(location, serverFolder));
  }
  function report(): void {
    const loss = losses.take();
    if (loss) throw loss;
  }
  const { location } = line;
  const end = endWithProcess({ location, folder: serverFolder, deliver, letGo });

  return {
    location,
    spoolFolder: serverFolder,
    write(facts) {
      if (closing) return;
      end.recorded();
      active.note(facts);
      storing.add(facts);
    },
    async flush() {
      if (closing) return closing;
      await holdProcess(() => storing.drain());
      report();
    },
    onCancelRequested: active.listen,
    close() {
      closing ??= holdProcess(() => deliver().finally(leave)).then(report);
      return closing;
    },
  };
}

function notTakenError(location: string, folder: string): InspectorError {
  return new InspectorError('timeout', `${location} has not taken everything yet`, {
    hint: `what is left waits in ${folder} and is sent later`,
  });
}

/** A bug of ours ends no program of others. */
function bugError(cause: unknown): InspectorError {
  const reason = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
  return new InspectorError('conflict', `recording failed: ${reason}`, { hint: 'please report it', cause });
}

/** Runs inside somebody's program, which no failure of ours, nor of who listens, may end. */
function callSafely(work: () => void): void {
  try {
    work();
  } catch {
    // There is nobody left to tell.
  }
}
