import { bytesOf } from './bytes-of.ts';
import type { Reader } from './reader.ts';

const fewRows = 200;
const fewBytes = 256 * 1_024;

const tracedTexts = {
  spans: ['name', 'attributes', 'events'],
  logs: ['message', 'attributes'],
} as const;

/** Whether a trace is read in no time worth speaking of; what is too long for that is not read to find out. */
export function isSmallTrace(reader: Reader, id: string): boolean {
  let bytes = 0;
  return (['spans', 'logs'] as const).every(table => {
    const size = reader
      .prepare<{ n: number; bytes: number }>(
        `SELECT count(*) AS n, coalesce(sum(bytes), 0) AS bytes FROM (
          SELECT ${bytesOf(tracedTexts[table])} AS bytes FROM ${table}
          WHERE run = (SELECT key FROM runs WHERE id = ?) LIMIT ${fewRows + 1})`,
      )
      .get(id);
    bytes += size?.bytes ?? 0;
    return (size?.n ?? 0) <= fewRows && bytes <= fewBytes;
  });
}
