import { type Stats, statSync } from 'node:fs';
import { missingStoreError } from './store-error.ts';

/** Something opened on a file, reopened when another file replaces the one at its path. */
type ReplaceableFile<Opened, Closed> = {
  readonly open: () => Opened;
  /** Throws when the file is gone: writes to a deleted file are lost. */
  readonly current: () => Opened;
  readonly close: () => Closed | undefined;
};

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
    const before = last;
    last = undefined;
    return before && closeFile(before.opened);
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
