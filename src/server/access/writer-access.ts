import { timingSafeEqual } from 'node:crypto';
import type { WriterKeys } from '../../contract/served-store.ts';
import { isWriterKey, writerKeyHeader } from '../../protocol/wire-access.ts';
import { ProblemError } from '../request/problem-error.ts';
import { hashSecret } from './token-text.ts';

export type WriterAccess = {
  /**
   * Rejects with a `ProblemError` unless `key` is the key of the writer. The first key that comes with a
   * writer is its key from then on; a writer of which none ever came needs none.
   */
  readonly require: (writer: string, key: string | undefined) => Promise<void>;
  /** Ends a request without a key that goes on, once the writer has one. Call the result when it is over. */
  readonly endOnceKeyed: (writer: string, end: () => void) => () => void;
};

const mostKnown = 10_000;

/** The key of a writer never changes, so it is looked up once. */
export function createWriterAccess(keys: WriterKeys): WriterAccess {
  const known = new Map<string, Buffer>();
  const keyless = new Set<{ readonly writer: string; readonly end: () => void }>();

  async function keyOf(writer: string, presented: Buffer | undefined): Promise<Buffer | undefined> {
    const before = known.get(writer);
    if (before) return before;
    const kept = await keys.keep(writer, presented?.toString('hex'));
    if (kept === undefined) return undefined;
    if (known.size >= mostKnown) known.clear();
    const hash = Buffer.from(kept, 'hex');
    known.set(writer, hash);
    for (const request of keyless) if (request.writer === writer) request.end();
    return hash;
  }

  return {
    async require(writer, key) {
      if (key !== undefined && !isWriterKey(key)) throw malformedKey();
      const presented = key === undefined ? undefined : hashSecret(key);
      const hash = await keyOf(writer, presented);
      if (hash === undefined) return;
      if (!presented || presented.length !== hash.length || !timingSafeEqual(presented, hash))
        throw wrongKey(presented !== undefined);
    },
    endOnceKeyed(writer, end) {
      const request = { writer, end };
      keyless.add(request);
      if (known.has(writer)) end();
      return () => void keyless.delete(request);
    },
  };
}

/** Not a bad request: a recorder would take that as a fault of its batch, and give up parts of it. */
function malformedKey(): ProblemError {
  return new ProblemError(
    'wrong-writer-key',
    `${writerKeyHeader}: must be 32 to 200 letters, digits, "_" or "-"`,
  );
}

function wrongKey(hasKey: boolean): ProblemError {
  return new ProblemError(
    'wrong-writer-key',
    hasKey
      ? 'the writer of these runs has another key'
      : 'the writer of these runs has a key, and none was sent',
    { hint: `send the key that came with the first batch of this writer as "${writerKeyHeader}"` },
  );
}
