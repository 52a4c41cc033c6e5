import { existsSync, realpathSync, rmSync, type Stats, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { createEventBatch } from '../../../contract/event-batch.ts';
import type { RunEvent } from '../../../contract/run-events.ts';
import { InspectorError } from '../../../model/errors.ts';
import type { Report } from '../../runs/background-work.ts';
import { prepareFolder } from '../prepare-folder.ts';
import type { RecordingConnection } from './recording-connection.ts';

/**
 * SQLite keeps writing into a removed or replaced file, where nobody finds it: so each commit first looks at
 * the file, and opens or makes it again with the active runs.
 */
export type RecordedFile = ReturnType<typeof createRecordedFile>;

type Options = {
  readonly path: string;
  /** `owner`: the id of this process in the same file, if it was open earlier. */
  readonly open: (owner: number | undefined) => RecordingConnection;
  readonly report: Report;
  /** Whether the file must be open even while nothing is recorded. */
  readonly isNeeded: () => boolean;
};

export function createRecordedFile({ path, open, report, isNeeded }: Options) {
  let file: OpenFile | undefined;
  let unsaved: readonly RunEvent[] = [];
  let owner: number | undefined;
  let loss: InspectorError | undefined;
  let missing: InspectorError | undefined;
  let hasLeft = false;

  function openFile(): RecordingConnection {
    if (hasLeft) requireFolder();
    prepareFolder(path);
    const connection = open(owner);
    try {
      if (unsaved.length > 0) connection.commit(createEventBatch(unsaved));
      const realPath = realpathSync(path);
      file = { path, connection, realPath, ids: fileIds(path, realPath), onLeft };
    } catch (error) {
      connection.close();
      throw error;
    }
    unsaved = [];
    openFiles.add(file);
    return connection;
  }
  function requireFolder(): void {
    if (canMakeAgain(path)) missing = undefined;
    else missing ??= removedError(path);
    if (missing) throw missing;
  }
  function onLeft({ type, error }: FileChange, activeRuns: readonly RunEvent[]): void {
    const isSameStore = type === 'beside';
    if (!isSameStore && file?.connection.hasCommitted()) loss = error;
    owner = isSameStore ? file?.connection.ownerId() : undefined;
    unsaved = isSameStore ? [] : activeRuns;
    hasLeft = true;
    file = undefined;
    if (!canMakeAgain(path)) missing = error;
    report(error);
  }

  return {
    current() {
      if (file) leaveIfChanged(file);
      return file?.connection ?? openFile();
    },
    /** Opens the file only to record active runs again, or if needed. Throws like `current`. */
    check() {
      if (file) leaveIfChanged(file);
      if (!file && (unsaved.length > 0 || isNeeded())) openFile();
    },
    opened: () => file?.connection,
    /** Returns once the error of a file that was removed or replaced with recorded runs in it. */
    takeLoss() {
      const taken = loss;
      loss = undefined;
      return taken;
    },
    close() {
      if (!file) return;
      openFiles.delete(file);
      file.connection.close();
      file = undefined;
    },
  };
}

type FileChange = {
  /** `beside`: a file beside the store is gone. `mixed`: another program also began a new one. */
  readonly type: 'removed' | 'replaced' | 'beside' | 'mixed';
  readonly error: InspectorError;
};

function describeChange(path: string, before: FileIds, now: FileIds): FileChange | undefined {
  if (!now.store) return { type: 'removed', error: removedError(path) };
  if (!isSameFile(before.store, now.store)) return { type: 'replaced', error: replacedError(path) };
  if (isSameFile(before.wal, now.wal) && isSameFile(before.shm, now.shm)) return undefined;
  const isOther = (name: 'wal' | 'shm') => now[name] !== undefined && !isSameFile(before[name], now[name]);
  const isMixed = (isOther('wal') || isOther('shm')) && (now.wal?.size ?? 0) > 0;
  return { type: isMixed ? 'mixed' : 'beside', error: besideError(path, isMixed) };
}

/** The next store of this name must not find this log. */
function removeBeside(realPath: string, before: FileIds, now: FileIds): void {
  for (const name of ['wal', 'shm'] as const)
    if (now[name] && isSameFile(before[name], now[name])) rmSync(`${realPath}-${name}`, { force: true });
}

/** Only a project's `.runlens` is made again: another folder may be a disk that is not mounted. */
function canMakeAgain(path: string): boolean {
  const folder = dirname(path);
  return existsSync(folder) || (basename(folder) === '.runlens' && existsSync(dirname(folder)));
}

function removedError(path: string): InspectorError {
  const hint = canMakeAgain(path)
    ? 'recording goes on in a new file, which has the active runs, but none of those that had ended'
    : 'recording goes on when its folder is there again; until then runs are kept in memory as far as there is room';
  return new InspectorError('not-found', `${path} was removed while runs were recorded into it`, { hint });
}

function replacedError(path: string): InspectorError {
  return new InspectorError('conflict', `${path} was replaced while runs were recorded into it`, {
    hint: 'recording goes on in the file that is there now, which has the active runs, but none of those that had ended',
  });
}

function besideError(path: string, isMixed: boolean): InspectorError {
  const rule = 'remove these files only when no program uses the store';
  return new InspectorError('conflict', `${path}-wal or ${path}-shm was removed while the store was in use`, {
    hint: isMixed ? `what was recorded last may be missing: ${rule}` : `nothing was lost this time: ${rule}`,
  });
}

/** A store's file and the two that SQLite keeps beside it: which files they are, not what they contain. */
type FileIds = { readonly store?: FileId; readonly wal?: FileId; readonly shm?: FileId };

type FileId = Pick<Stats, 'dev' | 'ino' | 'size'>;

/** `realPath` is where a symbolic link at `path` leads: SQLite keeps its files there. */
function fileIds(path: string, realPath: string): FileIds {
  return { store: idOf(path), wal: idOf(`${realPath}-wal`), shm: idOf(`${realPath}-shm`) };
}

function isSameFile(a: FileId | undefined, b: FileId | undefined): boolean {
  return a?.ino === b?.ino && a?.dev === b?.dev;
}

function idOf(path: string): FileId | undefined {
  return statSync(path, { throwIfNoEntry: false });
}

type OpenFile = {
  readonly path: string;
  readonly connection: RecordingConnection;
  readonly realPath: string;
  readonly ids: FileIds;
  readonly onLeft: (change: FileChange, activeRuns: readonly RunEvent[]) => void;
};

const openFiles = new Set<OpenFile>();

/**
 * All recorders of a process leave a file together, because SQLite shares what it knows of the files beside a
 * store between the connections of a process.
 */
function leaveIfChanged({ path, realPath, ids }: OpenFile): void {
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

/** Returns the active runs. Throws while a reader prevents the log from being moved into the store's file. */
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

/** A damaged file has nothing to give. */
function tryRead(read: () => readonly RunEvent[]): readonly RunEvent[] {
  try {
    return read();
  } catch {
    return [];
  }
}
