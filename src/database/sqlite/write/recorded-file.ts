import { realpathSync } from 'node:fs';
import { addEvent, createEventBatch, type EventBatch } from '../../../contract/event-batch.ts';
import type { RunEvent } from '../../../contract/run-events.ts';
import type { InspectorError } from '../../../model/errors.ts';
import type { Report } from '../../runs/background-work.ts';
import { type FileIds, fileIds } from '../file-ids.ts';
import { prepareFolder } from '../prepare-folder.ts';
import { canMakeAgain, describeChange, type FileChange, removeBeside, removedError } from './file-change.ts';
import type { RecordingConnection } from './recording-connection.ts';

/**
 * The file that a recorder writes. SQLite writes on into a file that was removed or replaced, where nobody
 * finds it. So the file is looked at before each commit, and opened or made anew, with the active runs in it.
 */
export type RecordedFile = {
  /** Looks at the file, and opens it when it is not open. Throws when it cannot be opened. */
  readonly current: () => RecordingConnection;
  /** Looks at the file; opens it only for active runs to be recorded again. Throws as `current` does. */
  readonly check: () => void;
  /** Without a look at the file. */
  readonly opened: () => RecordingConnection | undefined;
  /** The error of a file that was removed or replaced with what was recorded in it, once. */
  readonly takeLoss: () => InspectorError | undefined;
  readonly close: () => void;
};

type Options = {
  readonly path: string;
  /** `owner`: the id of this process in the same file, if it was open before. */
  readonly open: (owner: number | undefined) => RecordingConnection;
  /** Called when the file was removed or replaced. */
  readonly report: Report;
};

type OpenFile = {
  readonly path: string;
  readonly connection: RecordingConnection;
  readonly realPath: string;
  readonly ids: FileIds;
  readonly onLeft: (change: FileChange, activeRuns: readonly RunEvent[]) => void;
};

const openFiles = new Set<OpenFile>();

export function createRecordedFile({ path, open, report }: Options): RecordedFile {
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
      if (unsaved.length > 0) connection.commit(toBatch(unsaved));
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
      if (file) lookAt(file);
      return file?.connection ?? openFile();
    },
    check() {
      if (file) lookAt(file);
      if (!file && unsaved.length > 0) openFile();
    },
    opened: () => file?.connection,
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

/**
 * Leaves a file that is no longer the one at its path. All recorders of this process leave it together,
 * because SQLite shares what it knows of the files beside a store between the connections of a process.
 */
function lookAt({ path, realPath, ids }: OpenFile): void {
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

function toBatch(events: readonly RunEvent[]): EventBatch {
  const batch = createEventBatch();
  for (const event of events) addEvent(batch, event);
  return batch;
}

/** A file that is damaged too has nothing to give. */
function tryRead(read: () => readonly RunEvent[]): readonly RunEvent[] {
  try {
    return read();
  } catch {
    return [];
  }
}
