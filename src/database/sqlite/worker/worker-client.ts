import { createThread, type Thread } from '../../../async/thread.ts';
import type { Answers, Request } from './requests.ts';

export type WorkerClient = Thread<Request, Answers>;

/** The build bundles the worker into a file of its own; from the sources it runs unbundled. */
export function createWorkerClient(path: string): WorkerClient {
  const file = import.meta.url.endsWith('.ts') ? './worker.ts' : './sqlite-worker.js';
  return createThread(new URL(file, import.meta.url), path);
}
