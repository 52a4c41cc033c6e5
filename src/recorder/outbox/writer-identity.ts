import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isWriterKey, writerKeyHeader } from '../../protocol/writer-key.ts';

/** A recorder as a server knows it. */
export type WriterIdentity = {
  readonly id: string;
  /** Proves to the server that it is this writer. Absent for the spool of an older version. */
  readonly key?: string;
};

export function createWriterIdentity(): WriterIdentity {
  return { id: randomBytes(16).toString('hex'), key: randomBytes(32).toString('base64url') };
}

export const keyFile = 'writer.key';

/** The key beside a spool, with which whoever adopts it sends its batches; absent if it cannot be read. */
export async function readWriterKey(folder: string): Promise<string | undefined> {
  const text = await readFile(join(folder, keyFile), 'utf8').catch(() => undefined);
  return text !== undefined && isWriterKey(text) ? text : undefined;
}

export function writerKeyHeaders({ key }: WriterIdentity): Readonly<Record<string, string>> {
  return key === undefined ? {} : { [writerKeyHeader]: key };
}
