import { EventEmitter } from 'node:events';
import type { Worker, WorkerOptions } from 'node:worker_threads';
import { isThorough } from '../trials.ts';
import type { ToKept } from './kept-port.ts';

const threads = process.getBuiltinModule('node:worker_threads');
const isKept = Symbol.for('threads are kept');

/** Enough for the stores of most tests, and few beside the heaps of the processes. */
const mostIdle = 6;
const idle: { readonly href: string; readonly worker: Worker }[] = [];

/**
 * Lets the threads of closed stores serve others. To start a thread, and to run its code for the first time,
 * takes the processor a tenth of a second. CI starts a thread for every store, as the program does.
 */
function keepThreads(): void {
  const StartedWorker = threads.Worker;
  threads.Worker = new Proxy(StartedWorker, {
    construct: (_, [url, options]: [URL, WorkerOptions]) =>
      url.href.includes('/.cache/threads/')
        ? new KeptThread(url.href, idleThread(url, options) ?? new StartedWorker(url, options))
        : new StartedWorker(url, options),
  });
}

function idleThread({ href }: URL, { workerData: path, env }: WorkerOptions): Worker | undefined {
  const at = idle.findLastIndex(one => one.href === href);
  if (at < 0) return undefined;
  const [{ worker } = {}] = idle.splice(at, 1);
  const variables = { ...(typeof env === 'object' ? env : process.env) };
  worker?.postMessage({ type: 'serve', path, env: variables } satisfies ToKept);
  return worker;
}

/** What `createThread` uses of a `Worker`, for one store. */
class KeptThread extends EventEmitter {
  readonly #href: string;
  readonly #worker: Worker;
  #unanswered = 0;
  #isEnded = false;

  constructor(href: string, worker: Worker) {
    super();
    this.#href = href;
    this.#worker = worker;
    worker.on('message', (message: { readonly progress?: unknown }) => {
      if (!message.progress) this.#unanswered -= 1;
      this.emit('message', message);
    });
    worker.on('error', error => this.emit('error', error));
    worker.on('exit', code => {
      this.#isEnded = true;
      this.emit('exit', code);
    });
  }

  ref(): void {
    this.#worker.ref();
  }

  unref(): void {
    this.#worker.unref();
  }

  postMessage(message: { readonly type: string }, moved?: readonly ArrayBuffer[]): void {
    this.#worker.postMessage(message, moved);
    if (message.type === 'ask') this.#unanswered += 1;
  }

  /** Ends a thread that has more to answer, because nothing else stops that. */
  async terminate(): Promise<void> {
    if (this.#isEnded) return;
    if (this.#unanswered > 0 || !(await isReleased(this.#worker))) await this.#worker.terminate();
    else await keepIdle(this.#href, this.#worker);
  }
}

async function isReleased(worker: Worker): Promise<boolean> {
  forgetListeners(worker);
  worker.ref();
  const isDone = await new Promise<boolean>(resolve => {
    worker.on('message', () => resolve(true));
    worker.on('error', () => resolve(false));
    worker.on('exit', () => resolve(false));
    worker.postMessage({ type: 'release' } satisfies ToKept);
  });
  forgetListeners(worker);
  return isDone;
}

/** Without those of Node, which listens to what is added and removed. */
function forgetListeners(worker: Worker): void {
  for (const event of ['message', 'error', 'exit']) worker.removeAllListeners(event);
}

async function keepIdle(href: string, worker: Worker): Promise<void> {
  worker.unref();
  idle.push({ href, worker });
  if (idle.length > mostIdle) await idle.shift()?.worker.terminate();
}

// Each file of tests runs this, in a process that may have done so before.
if (!isThorough && !(isKept in threads)) {
  Object.defineProperty(threads, isKept, { value: true });
  keepThreads();
}
