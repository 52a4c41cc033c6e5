import { writeSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';
import { countBatchesSync } from './adopt-spools.ts';

/** How many batches were not delivered. */
export type Undelivered = {
  /** Those that wait on the disk. */
  readonly onDisk: number;
  /** Those that could not be written to the disk either. */
  readonly lost: number;
};

/** A writer that may still be open when its process ends. */
type EndingWriter = {
  /** The server's address as it may be shown. */
  readonly location: string;
  /** Where batches wait that cannot be sent. */
  readonly folder: string;
  /** Delivers what is not delivered yet, as far as there is time. */
  readonly deliver: () => Promise<void>;
  /** Writes to the disk, synchronously, what is not delivered, and releases everything. Never throws. */
  readonly release: () => Undelivered;
};

export type ExitDelivery = {
  /** Notes that there is something new to deliver. */
  readonly recorded: () => void;
  /** Ends the writer's part in the end of the process. */
  readonly forget: () => void;
};

/**
 * Delivering keeps the process running, so that `beforeExit` comes again: this ends it for a program that
 * records something each time.
 */
const mostDeliveries = 3;

/** SIGHUP is left alone: a program may have been started to outlive its terminal. */
const signals = ['SIGINT', 'SIGTERM'] as const;

/** The kernel does not send process 1 of a container the signals that it does not listen for. */
const listensForSignals = isMainThread && process.pid !== 1;

type OpenWriter = EndingWriter & { readonly finish: () => void };

const openWriters = new Set<OpenWriter>();

/**
 * Has a writer deliver when its process has nothing left to do, and write the rest to the disk however the
 * process ends. The process has listeners for that only while a writer is open.
 */
export function deliverAtExit(writer: EndingWriter): ExitDelivery {
  let hasNews = true;
  let deliveries = 0;
  const open: OpenWriter = {
    ...writer,
    finish() {
      if (!hasNews || deliveries >= mostDeliveries) return;
      hasNews = false;
      deliveries += 1;
      void keepProcessAlive(writer.deliver).catch(() => {});
    },
  };
  if (openWriters.size === 0) listen();
  openWriters.add(open);
  return {
    recorded() {
      hasNews = true;
    },
    forget() {
      if (openWriters.delete(open) && openWriters.size === 0) unlisten();
    },
  };
}

/** Nothing of a writer keeps the process alive, except work that the program waits for. */
export async function keepProcessAlive<T>(work: () => Promise<T>): Promise<T> {
  const timer = setInterval(() => {}, 60_000);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

function listen(): void {
  process.on('beforeExit', finishAll);
  process.on('exit', releaseAll);
  listenForSignals();
}

function unlisten(): void {
  process.off('beforeExit', finishAll);
  process.off('exit', releaseAll);
  ignoreSignals();
}

function listenForSignals(): void {
  if (!listensForSignals) return;
  // Ahead of all others: libraries that end the process only when they are the last listener then do so.
  for (const signal of signals) process.prependListener(signal, onSignal);
}

function ignoreSignals(): void {
  for (const signal of signals) process.off(signal, onSignal);
}

/** A signal has the effect it would have without us. A program that listens for it decides how it ends. */
function onSignal(signal: NodeJS.Signals): void {
  ignoreSignals();
  if (process.listenerCount(signal) > 0) {
    setImmediate(() => {
      if (openWriters.size > 0) listenForSignals();
    }).unref();
    return;
  }
  releaseAll();
  process.kill(process.pid, signal);
}

function finishAll(): void {
  for (const { finish } of openWriters) finish();
}

function releaseAll(): void {
  const all = [...openWriters].map(writer => ({ ...writer, undelivered: writer.release() }));
  for (const [folder, writers = []] of Object.entries(Object.groupBy(all, writer => writer.folder))) {
    const location = writers[0]?.location ?? '';
    const lost = writers.reduce((sum, { undelivered }) => sum + undelivered.lost, 0);
    if (writers.some(({ undelivered }) => undelivered.onDisk > 0)) printWaiting(folder, location);
    if (lost > 0)
      print(`${lost} of the batches of runs for ${location} cannot be written to ${folder} and are lost`);
  }
}

function printWaiting(folder: string, location: string): void {
  const count = countBatchesSync(folder);
  const wait = count === 1 ? '1 batch of runs waits' : `${count} batches of runs wait`;
  print(`${wait} in ${folder}; the next program here that records to ${location} delivers what waits`);
}

/** Writes to stderr directly: a process warning would be printed too late. */
function print(text: string): void {
  try {
    writeSync(2, `runlens: ${text}\n`);
  } catch {
    // Nothing reads stderr.
  }
}
