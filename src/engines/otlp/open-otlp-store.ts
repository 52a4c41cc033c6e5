import { createThread, type Thread, threadFile } from '../../async/thread.ts';
import type { RunStore } from '../../contract/run-store.ts';
import { createFileStore, type FileStoreOptions, toStoreThread } from '../kit/file-store.ts';
import type { Answers, Request } from './answer-otlp-request.ts';
import { checkPlain, listFiles, toFileError } from './files/otlp-files.ts';
import { lackedFields } from './otlp-source.ts';

const lacks = { fields: lackedFields, reason: 'traces of OpenTelemetry have no' };

/**
 * Opens a file of OTLP/JSON lines, or a folder of them, read-only; a thread indexes them. Rejects with an
 * `InspectorError`.
 */
export async function openOtlpStore(options: FileStoreOptions): Promise<RunStore> {
  const { place, target, pollMs = 250, scanBudget } = options;
  const file = threadFile(import.meta.url, './otlp-worker.ts', './otlp-worker.js');
  const indexer: Thread<Request, Answers> = createThread(file, place);
  try {
    const files = listFiles(place);
    if (files[0] === place) checkPlain(place);
  } catch (error) {
    throw toFileError(error, place);
  }
  indexer.start();
  const thread = toStoreThread(indexer, target);
  return {
    ...createFileStore({ target, thread, pollMs, scanBudget, lacks }),
    getRun: (id, { include = {}, signal } = {}) => thread.ask({ type: 'run', id, include }, signal),
  };
}
