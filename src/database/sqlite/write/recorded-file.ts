import { realpathSync } from 'node:fs';
import { addEvent, createEventBatch, type EventBatch } from '../../../contract/event-batch.ts';
import type { RunEvent } from '../../../contract/run-events.ts';
import type { InspectorError } from '../../../model/errors.ts';
import type { Report } from '../../runs/background-work.ts';
import { prepareFolder } from '../prepare-folder.ts';
import {
  canMakeAgain,
  type FileChange,
  fileIds,
  leaveIfChanged,
  type OpenFile,
  openFiles,
  removedError,
} from './file-change.ts';
import type { RecordingConnection } from './recording-connection.ts';

/**
 * The file that a recorder writes. SQLite writes on into a file that was removed or replaced, where nobody
 * finds it. So the file is looked at before each commit, and opened or made anew, with the active runs in it.
 */
export type RecordedFile = {
  /** Looks at the file, and opens it when it is not open. Throws when it cannot be opened. */
  readonly current: () => RecordingConnection;
  /** Looks at the file; opens it to record active runs again, or if needed. Throws as `current` does. */
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
  /** Whether the file is to be open even while nothing is recorded. */
  readonly isNeeded: () => boolean;
};

export function createRecordedFile({ path, open, report, isNeeded }: Options): RecordedFile {
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
      if (file) leaveIfChanged(file);
      return file?.connection ?? openFile();
    },
    check() {
      if (file) leaveIfChanged(file);
      if (!file && (unsaved.length > 0 || isNeeded())) openFile();
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

function toBatch(events: readonly RunEvent[]): EventBatch {
  const batch = createEventBatch();
  for (const event of events) addEvent(batch, event);
  return batch;
}
