import { type Stats, statSync } from 'node:fs';
import { missingStoreError } from './store-error.ts';

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
  let last: { readonly opened: Opened; readonly file: Pick<Stats, 'ino' | 'dev'> } | undefined;

  function open(): Opened {
    const opened = openFile();
    last = { opened, file: statSync(path) };
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
      const file = statSync(path, { throwIfNoEntry: false });
      if (last && (file?.ino !== last.file.ino || file.dev !== last.file.dev)) close();
      if (!file) throw missingStoreError(path);
      return last ? last.opened : open();
    },
    close,
  };
}
