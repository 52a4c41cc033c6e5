import { type Stats, statSync } from 'node:fs';
import { missingStoreError } from '../sqlite-error.ts';
import { openServerWriter, type ServerWriter } from './server-writer.ts';

/** The writer of a server's store, reopened when another file replaces the store. */
export type CurrentWriter = {
  /** Opens the store, and creates it if needed. */
  readonly open: () => void;
  /** Throws when the file is gone: writes to a deleted file are lost. */
  readonly current: () => ServerWriter;
  readonly close: () => void;
};

export function openCurrentWriter(path: string): CurrentWriter {
  let opened: { readonly writer: ServerWriter; readonly file: Pick<Stats, 'ino' | 'dev'> } | undefined;

  function open(): ServerWriter {
    const writer = openServerWriter(path);
    opened = { writer, file: statSync(path) };
    return writer;
  }

  function close(): void {
    const before = opened;
    opened = undefined;
    before?.writer.close();
  }

  return {
    open: () => void open(),
    current() {
      const file = statSync(path, { throwIfNoEntry: false });
      if (opened && (file?.ino !== opened.file.ino || file.dev !== opened.file.dev)) close();
      if (!file) throw missingStoreError(path);
      return opened?.writer ?? open();
    },
    close,
  };
}
