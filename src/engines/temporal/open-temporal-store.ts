import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { threadFile } from '../../async/thread.ts';
import type { RunStore } from '../../contract/run-store.ts';
import { InspectorError } from '../../model/errors.ts';
import { isFile, toFileError } from '../file-engine.ts';
import { type FileStoreOptions, openThreadStore } from '../kit/thread-store.ts';

/** Rejects with an `InspectorError`. */
export async function openTemporalStore(options: FileStoreOptions): Promise<RunStore> {
  try {
    historyFiles(options.place);
  } catch (error) {
    throw toHistoryError(error, options.place);
  }
  const file = threadFile(import.meta.url, './temporal-worker.ts', './temporal-worker.js');
  return openThreadStore({ ...options, file, stepsPerPage: 200, can: { lacks } });
}

/** `version` differs whenever the file was written. */
export type HistoryFile = { readonly path: string; readonly version: string };

export const lacks = {
  fields: ['project', 'model', 'service', 'cost', 'messages', 'key'],
  reason: 'a history keeps no',
} as const;

const mostBytes = 256 * 1_024 * 1_024;

export function historyFiles(place: string): readonly HistoryFile[] {
  if (!statSync(place).isDirectory()) return [toFile(place)];
  const names = readdirSync(place).filter(name => name.toLowerCase().endsWith('.json'));
  const paths = names.sort().map(name => join(place, name));
  return paths.filter(isFile).map(toFile);
}

function toFile(path: string): HistoryFile {
  const { ino, size, mtimeMs } = statSync(path);
  if (size > mostBytes) throw new InspectorError('unreadable', `${path} is larger than 256 MB`);
  return { path, version: `${ino} ${size} ${mtimeMs}` };
}

export function toHistoryError(error: unknown, place: string): unknown {
  return toFileError(
    error,
    place,
    'name a file that "temporal workflow show -o json" wrote, or a folder of them',
  );
}
