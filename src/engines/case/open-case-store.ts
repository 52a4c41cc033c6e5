import { createThread, type Thread, threadFile } from '../../async/thread.ts';
import type { RunStore } from '../../contract/run-store.ts';
import { createFileStore, type FileStoreOptions, toStoreThread } from '../kit/file-store.ts';
import type { Answers, Request } from './answer-case-request.ts';
import { toCaseError, versionOf } from './case-path.ts';
import { withLargeParts } from './large-parts.ts';

const stepsPerPage = 200;

/**
 * Opens a file of `runlens case save`, read-only; a thread parses it. Rejects with an `InspectorError`.
 */
export async function openCaseStore(options: FileStoreOptions): Promise<RunStore> {
  const { place, target, pollMs = 1_000, scanBudget } = options;
  const file = threadFile(import.meta.url, './case-worker.ts', './case-worker.js');
  const parser: Thread<Request, Answers> = createThread(file, place);
  try {
    versionOf(place);
  } catch (error) {
    throw toCaseError(error, place);
  }
  parser.start();
  const thread = toStoreThread(parser, target);
  return {
    ...createFileStore({ target, thread, pollMs, scanBudget }),
    async getRun(id, { include = {}, signal } = {}) {
      const run = await thread.ask({ type: 'run', id, include }, signal);
      return run && withLargeParts(run.value, run.parts);
    },
    async getSteps(id, { limit = stepsPerPage, cursor, signal } = {}) {
      const page = await thread.ask({ type: 'steps', id, limit, cursor }, signal);
      return page && withLargeParts(page.value, page.parts);
    },
  };
}
