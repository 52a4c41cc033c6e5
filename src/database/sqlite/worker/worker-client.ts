import { createThread, type Thread, threadFile } from '../../../async/thread.ts';
import type { Answers, Request } from './requests.ts';

export type WorkerClient = Thread<Request, Answers>;

export function createWorkerClient(path: string): WorkerClient {
  return createThread(threadFile(import.meta.url, './worker.ts', './sqlite-worker.js'), path);
}
