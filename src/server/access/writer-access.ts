import { timingSafeEqual } from 'node:crypto';
import type { WriterKeys } from '../../contract/served-store.ts';
import { isWriterKey, writerKeyHeader } from '../../protocol/wire-access.ts';
import { ProblemError } from '../request/problem-error.ts';
import { hashSecret } from './tokens.ts';

const mostKnown = 10_000;

/** Looks the key of a writer up once, because it never changes. */
export function createWriterAccess(keys: WriterKeys) {
  const known = new Map<string, Buffer>();

  async function keyOf(writer: string, presented: Buffer): Promise<Buffer> {
    const cached = known.get(writer);
    if (cached) return cached;
    const hash = Buffer.from(await keys.keep(writer, presented.toString('hex')), 'hex');
    if (known.size >= mostKnown) known.clear();
    known.set(writer, hash);
    return hash;
  }

  return {
    /** Rejects with a `ProblemError` for a wrong key. The first key that comes with a writer is its key. */
    async require(writer: string, key: string | undefined) {
      if (key === undefined) throw wrongKey('no key of the writer was sent');
      if (!isWriterKey(key)) throw malformedKey();
      const presented = hashSecret(key);
      const hash = await keyOf(writer, presented);
      if (presented.length !== hash.length || !timingSafeEqual(presented, hash))
        throw wrongKey('the writer of these runs has another key');
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

function wrongKey(detail: string): ProblemError {
  return new ProblemError('wrong-writer-key', detail, {
    hint: `send the key that came with the first batch of this writer as "${writerKeyHeader}"`,
  });
}
