import { statSync } from 'node:fs';
import { threadFile } from '../../async/thread.ts';
import { mostCaseBytes, tooLargeCase } from '../../case-file/case-format.ts';
import type { RunStore } from '../../contract/run-store.ts';
import { InspectorError } from '../../model/errors.ts';
import { toFileError } from '../file-engine.ts';
import { type FileStoreOptions, openThreadStore } from '../kit/thread-store.ts';

/** Rejects with an `InspectorError`. */
export async function openCaseStore(options: FileStoreOptions): Promise<RunStore> {
  try {
    versionOf(options.place);
  } catch (error) {
    throw toCaseError(error, options.place);
  }
  const file = threadFile(import.meta.url, './case-worker.ts', './case-worker.js');
  return openThreadStore({ ...options, file, stepsPerPage: 200 });
}

/** Differs whenever the file was written. Throws an `InspectorError`, or the file system's error. */
export function versionOf(path: string): string {
  const stats = statSync(path);
  if (!stats.isFile()) throw new InspectorError('unreadable', `${path} is not a file`);
  if (stats.size > mostCaseBytes) throw tooLargeCase(`${path} has`, 'have fewer runs saved in one file');
  return `${stats.ino} ${stats.size} ${stats.mtimeMs}`;
}

export function toCaseError(error: unknown, path: string): unknown {
  return toFileError(error, path, 'name a file that "runlens case save" wrote');
}
