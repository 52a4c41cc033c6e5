import { createThread, type Thread } from '../../../async/thread.ts';
import type { Answers, Request } from './requests.ts';

export type WorkerClient = Thread<Request, Answers>;

/** In the built program the worker is a file of its own; from the sources it runs as it is. */
export function createWorkerClient(path: string): WorkerClient {
  const file = import.meta.url.endsWith('.ts') ? './worker.ts' : './sqlite-worker.js';
  return createThread(new URL(file, import.meta.url), path);
}
