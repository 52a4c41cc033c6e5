import { type Stats, statSync } from 'node:fs';
import { missingStoreError, toStoreError } from './store-error.ts';

type ReplaceableFile<Opened, Closed> = {
  readonly open: () => Opened;
  /** Throws when the file is gone: writes to a deleted file are lost. */
  readonly current: () => Opened;
  readonly close: () => Closed | undefined;
};

/** Opens something on a file, and opens it again when another file replaces the one at its path. */
export function createReplaceableFile<Opened, Closed>(
  path: string,
  openFile: () => Opened,
  closeFile: (opened: Opened) => Closed,
): ReplaceableFile<Opened, Closed> {
  let last: { readonly opened: Opened; readonly file: Stats | undefined } | undefined;

  function open(): Opened {
    // Looks first, to notice a file that replaces this one while it is opened.
    const file = statOf(path);
    const opened = openFile();
    last = { opened, file: file ?? statOf(path) };
    return opened;
  }

  function close(): Closed | undefined {
    const closing = last;
    last = undefined;
    return closing && closeFile(closing.opened);
  }

  return {
    open,
    current() {
      const file = statOf(path);
      if (last && (file?.ino !== last.file?.ino || file?.dev !== last.file?.dev)) close();
      if (!file) throw missingStoreError(path);
      return last ? last.opened : open();
    },
    close,
  };
}

/** Throws an `InspectorError` where the file may not be looked at. */
function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    throw toStoreError(error, path);
  }
}
