import type { RunEvent } from '../../../contract/run-events.ts';
import { describeChange, type FileChange, type FileIds, fileIds, removeBeside } from './file-change.ts';
import type { RecordingConnection } from './recording-connection.ts';

/** A file that a recorder of this process writes. */
export type OpenFile = {
  readonly path: string;
  readonly connection: RecordingConnection;
  readonly realPath: string;
  readonly ids: FileIds;
  readonly onLeft: (change: FileChange, activeRuns: readonly RunEvent[]) => void;
};

/** The files of all recorders of this process. */
export const openFiles = new Set<OpenFile>();

/**
 * Leaves a file that is no longer the one at its path. All recorders of this process leave it together,
 * because SQLite shares what it knows of the files beside a store between the connections of a process.
 */
export function leaveIfChanged({ path, realPath, ids }: OpenFile): void {
  const now = fileIds(path, realPath);
  if (!describeChange(path, ids, now)) return;
  const leaving = [...openFiles].flatMap(file => {
    const change = file.realPath === realPath && describeChange(file.path, file.ids, now);
    return change ? [{ file, change, activeRuns: takeOut(file, change, now) }] : [];
  });
  for (const { file, change, activeRuns } of leaving) {
    openFiles.delete(file);
    file.connection.close();
    file.onLeft(change, activeRuns);
  }
}

/** Returns the active runs. Throws while a reader keeps the log from being moved into the store's file. */
function takeOut({ connection, realPath, ids }: OpenFile, { type }: FileChange, now: FileIds) {
  const activeRuns = tryRead(connection.activeRuns);
  connection.stopIndexing();
  const isElsewhere = type === 'removed' || type === 'replaced';
  try {
    if (type !== 'mixed') connection.checkpoint();
  } catch (error) {
    if (!isElsewhere) throw error;
  }
  if (isElsewhere) removeBeside(realPath, ids, now);
  return activeRuns;
}

/** A file that is damaged too has nothing to give. */
function tryRead(read: () => readonly RunEvent[]): readonly RunEvent[] {
  try {
    return read();
  } catch {
    return [];
  }
}
