import { writeSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';
import { countOf } from '../../model/text/formats.ts';
import { countBatchesSync } from './spool.ts';

export type Undelivered = {
  readonly onDisk: number;
  readonly lost: number;
};

type EndingWriter = {
  readonly location: string;
  readonly folder: string;
  readonly deliver: () => Promise<void>;
  /** Writes the rest to the disk. Never throws. */
  readonly release: () => Undelivered;
};

/** Delivering repeats `beforeExit`: a program that records something each time would never end. */
const mostDeliveries = 3;

/** Not SIGHUP: a program may have been started to outlive its terminal. */
const signals = ['SIGINT', 'SIGTERM'] as const;

/** The kernel does not send process 1 of a container signals for which it has no listener. */
const listensForSignals = isMainThread && process.pid !== 1;

type OpenWriter = EndingWriter & { readonly finish: () => void };

const openWriters = new Set<OpenWriter>();

/** Delivers when the process runs out of work, and writes the rest to the disk however it ends. */
export function deliverAtExit(writer: EndingWriter) {
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

/** For work that the program waits for: the writer's own timers and sockets do not keep the process alive. */
export async function keepProcessAlive<T>(work: () => Promise<T>): Promise<T> {
  const timer = setInterval(() => {}, 60_000);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

function listen(): void {
  process.on('beforeExit', finishAll).on('exit', releaseAll);
  listenForSignals();
}

function unlisten(): void {
  process.off('beforeExit', finishAll).off('exit', releaseAll);
  ignoreSignals();
}

function listenForSignals(): void {
  if (!listensForSignals) return;
  // First, because some libraries end the process only when theirs is the last listener.
  for (const signal of signals) process.prependListener(signal, onSignal);
}

function ignoreSignals(): void {
  for (const signal of signals) process.off(signal, onSignal);
}

/** Keeps the effect of a signal: a program with its own listener decides how it ends. */
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
    if (lost > 0) print(`cannot write to ${folder}: ${lost} of the batches of runs for ${location} are lost`);
  }
}

function printWaiting(folder: string, location: string): void {
  const count = countBatchesSync(folder);
  const wait = `${countOf(count, 'batch of runs', 'batches of runs')} ${count === 1 ? 'waits' : 'wait'}`;
  print(`${wait} in ${folder} for the next program on this machine that records to ${location}`);
}

/** Not a process warning, which would be printed too late. */
function print(text: string): void {
  try {
    writeSync(2, `runlens: ${text}\n`);
  } catch {
    // stderr is closed.
  }
}
