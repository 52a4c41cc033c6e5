/** The header with the key of a writer, which only its recorder knows. */
export const writerKeyHeader = 'runlens-writer-key';

export function isWriterKey(text: string): boolean {
  return /^[\w-]{32,200}$/.test(text);
}
