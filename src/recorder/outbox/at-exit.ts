import { writeSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';
import { batchesOfServerNow } from './adopt-spools.ts';

/** Batches that were not delivered. */
export type Left = {
  /** Those that wait on the disk. */
  readonly onDisk: number;
  /** Those that the disk did not take either. */
  readonly lost: number;
};

/** A writer that is open when its process ends. */
type EndingWriter = {
  /** The server's address as it may be shown. */
  readonly location: string;
  /** Where what cannot be sent waits. */
  readonly folder: string;
  /** Delivers what was not delivered yet, as far as that can be done in time. */
  readonly deliver: () => Promise<void>;
  /** Puts on the disk, at once, what was not delivered, and lets go of everything. Never throws. */
  readonly letGo: () => Left;
};

export type ProcessEnd = {
  /** Says that there is something new to deliver. */
  readonly recorded: () => void;
  /** The end of the process concerns the writer no more. */
  readonly forget: () => void;
};

/**
 * To deliver makes a process go on, so that it comes to its end again: not for ever, where it records
 * something at each.
 */
const mostDeliveries = 3;

/**
 * How a process may be asked to end. SIGHUP is left alone: a program may have been started to outlive its
 * terminal.
 */
const signals = ['SIGINT', 'SIGTERM'] as const;

/**
 * The first process of a container is spared the signals that it does not listen for, and shall not end by
 * ours.
 */
const listensForSignals = isMainThread && process.pid !== 1;

type OpenWriter = EndingWriter & { readonly finish: () => void };

const openWriters = new Set<OpenWriter>();

process.on('beforeExit', () => {
  for (const { finish } of openWriters) finish();
});
process.on('exit', letGoOfAll);

/**
 * Has a writer deliver when its process has nothing left to do, and leave the rest on the disk however it
 * ends.
 */
export function endWithProcess(writer: EndingWriter): ProcessEnd {
  let hasNews = true;
  let deliveries = 0;
  const open: OpenWriter = {
    ...writer,
    finish() {
      if (!hasNews || deliveries >= mostDeliveries) return;
      hasNews = false;
      deliveries += 1;
      void holdProcess(writer.deliver).catch(() => {});
    },
  };
  if (openWriters.size === 0) listen();
  openWriters.add(open);
  return {
    recorded() {
      hasNews = true;
    },
    forget() {
      openWriters.delete(open);
      if (openWriters.size === 0) unlisten();
    },
  };
}

/** Nothing of a writer keeps the process alive, but somebody who waits for it does. */
export async function holdProcess<T>(work: () => Promise<T>): Promise<T> {
  const timer = setInterval(() => {}, 60_000);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

function listen(): void {
  if (!listensForSignals) return;
  // First of all, so that others who end the process only if nobody else listens see none of us.
  for (const signal of signals) process.prependListener(signal, onSignal);
}

function unlisten(): void {
  for (const signal of signals) process.off(signal, onSignal);
}

/** A signal does what it would without us. A program that listens for it itself says how it ends. */
function onSignal(signal: NodeJS.Signals): void {
  unlisten();
  if (process.listenerCount(signal) > 0) {
    setImmediate(() => {
      if (openWriters.size > 0) listen();
    }).unref();
    return;
  }
  letGoOfAll();
  process.kill(process.pid, signal);
}

function letGoOfAll(): void {
  const all = [...openWriters].map(writer => ({ ...writer, left: writer.letGo() }));
  for (const [folder, writers = []] of Object.entries(Object.groupBy(all, writer => writer.folder))) {
    const location = writers[0]?.location ?? '';
    const lost = writers.reduce((sum, { left }) => sum + left.lost, 0);
    if (writers.some(({ left }) => left.onDisk > 0)) sayWaiting(folder, location);
    if (lost > 0)
      say(`${lost} of the batches of runs for ${location} cannot be written to ${folder} and are lost`);
  }
}

function sayWaiting(folder: string, location: string): void {
  const count = batchesOfServerNow(folder);
  const wait = count === 1 ? '1 batch of runs waits' : `${count} batches of runs wait`;
  say(`${wait} in ${folder}; the next program here that records to ${location} delivers what waits`);
}

/** A process warning would come too late. */
function say(text: string): void {
  try {
    writeSync(2, `runlens: ${text}\n`);
  } catch {
    // There is nobody who hears it.
  }
}
