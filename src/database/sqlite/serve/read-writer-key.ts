import type { Reader } from '../read/reader.ts';

/** The hash of a remote writer's key. */
export function readWriterKey(reader: Reader, writer: string): string | undefined {
  const find = reader.prepare<{ hash: string | null }>('SELECT key_hash AS hash FROM writers WHERE id = ?');
  return find.get(writer)?.hash ?? undefined;
}
