import { threadFile } from '../../async/thread.ts';
import type { RunStore } from '../../contract/run-store.ts';
import { type FileStoreOptions, openThreadStore } from '../kit/thread-store.ts';
import { toCaseError, versionOf } from './case-path.ts';

/** Opens a file of `runlens case save`, read-only; a thread parses it. Rejects with an `InspectorError`. */
export async function openCaseStore(options: FileStoreOptions): Promise<RunStore> {
  try {
    versionOf(options.place);
  } catch (error) {
    throw toCaseError(error, options.place);
  }
  const file = threadFile(import.meta.url, './case-worker.ts', './case-worker.js');
  return openThreadStore({ ...options, file, stepsPerPage: 200 });
}
