import { type Stats, statSync } from 'node:fs';
import { missingStoreError } from '../sqlite-error.ts';
import { type IntakeWriter, openIntakeWriter } from './intake-writer.ts';

/** The file that a server writes to, opened anew when another took its place. */
export type IntakeDatabase = {
  /** Opens it, and makes it when it is missing. */
  readonly open: () => void;
  /** Throws when the file is gone: what is written to it then is lost. */
  readonly current: () => IntakeWriter;
  readonly close: () => void;
};

export function openIntakeDatabase(path: string): IntakeDatabase {
  let opened: { readonly writer: IntakeWriter; readonly file: Pick<Stats, 'ino' | 'dev'> } | undefined;

  function open(): IntakeWriter {
    const writer = openIntakeWriter(path);
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
