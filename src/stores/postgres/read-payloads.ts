import type { Payloads } from '../../model/query/subject.ts';
import { parsePayload } from '../parse-payload.ts';
import type { Database } from './database.ts';
import { decodeRow } from './run-row.ts';
import { sql } from './sql.ts';

type PayloadRow = {
  readonly key: number;
  readonly input: string | null;
  readonly output: string | null;
  readonly error_value: string | null;
};

const keysAtOnce = 256;
const bytesAtOnce = 8 * 1_024 * 1_024;

/** Calls `use` with the payloads of each run; holds no more of them at once than it has to. */
export async function readPayloads(
  db: Database,
  keys: readonly number[],
  use: (key: number, payloads: () => Payloads) => void,
): Promise<void> {
  let left = keys;
  while (left.length > 0) {
    const rows = await readSome(db, left.slice(0, keysAtOnce));
    for (const row of rows) {
      const stored = decodeRow(row);
      use(row.key, () => toPayloads(stored));
    }
    const read = new Set(rows.map(row => row.key));
    // Runs without a row of payloads come back with none, so that each round reads some.
    left = left.filter(key => !read.has(key));
  }
}

function readSome(db: Database, keys: readonly number[]): Promise<readonly PayloadRow[]> {
  return db.rows<PayloadRow>(
    sql`SELECT s.key, p.input, p.output, p.error_value FROM (
        SELECT k.key, coalesce(sum(octet_length(coalesce(input, '')) + octet_length(coalesce(output, '')) + octet_length(coalesce(error_value, '')))
          OVER (ORDER BY k.key ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before
        FROM unnest(${keys}::bigint[]) AS k(key) LEFT JOIN payloads ON payloads.key = k.key
      ) s LEFT JOIN payloads p ON p.key = s.key WHERE s.before < ${bytesAtOnce}`,
    'payloads',
  );
}

function toPayloads({ input, output, error_value }: PayloadRow): Payloads {
  const value = (json: string | null) => (json === null ? undefined : parsePayload(json));
  return { input: value(input), output: value(output), error: value(error_value) };
}
