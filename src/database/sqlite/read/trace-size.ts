import type { Reader } from './reader.ts';
import { countRows } from './row-bytes.ts';

const fewRows = 200;
const fewBytes = 256 * 1_024;

const traceTables = [
  { table: 'spans', texts: ['name', 'attributes', 'events'], limit: fewRows + 1 },
  { table: 'logs', texts: ['message', 'attributes'], limit: fewRows + 1 },
] as const;

/** Whether a trace is read in no time worth speaking of. */
export function isSmallTrace(reader: Reader, id: string): boolean {
  let left = fewBytes;
  return traceTables.every(rowsOfTable => {
    const { rows, bytes } = countRows(reader, id, rowsOfTable, left);
    left -= bytes;
    return rows <= fewRows && left >= 0;
  });
}
