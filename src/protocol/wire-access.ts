/** The header with the key of a writer, which only its recorder knows: it makes 256 random bits. */
export const writerKeyHeader = 'runlens-writer-key';

const pattern = /^[\w-]{32,200}$/;

export function isWriterKey(text: string): boolean {
  return pattern.test(text);
}
