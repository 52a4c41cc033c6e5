import { threadFile } from '../../async/thread.ts';
import type { RunStore } from '../../contract/run-store.ts';
import { type FileStoreOptions, openThreadStore } from '../kit/thread-store.ts';
import { historyFiles, lacks, toHistoryError } from './history-files.ts';

/** Opens exported histories, read-only; a thread parses them. Rejects with an `InspectorError`. */
export async function openTemporalStore(options: FileStoreOptions): Promise<RunStore> {
  try {
    historyFiles(options.place);
  } catch (error) {
    throw toHistoryError(error, options.place);
  }
  const file = threadFile(import.meta.url, './temporal-worker.ts', './temporal-worker.js');
  return openThreadStore({ ...options, file, stepsPerPage: 200, can: { lacks } });
}
