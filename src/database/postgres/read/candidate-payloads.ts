import { createYielding } from '../../../async/yield-to-event-loop.ts';
import type { PayloadName } from '../../../model/query/clauses.ts';
import type { Payloads } from '../../../model/query/match/subject.ts';
import { toMessages, toPayload } from '../../runs/rows/stored-run.ts';
import { raw, type Sql, sql } from '../../runs/sql-template.ts';
import type { Database } from '../database.ts';
import { type MessageRow, messagesByRun, searchedMessages } from '../searched-messages.ts';
import { decodeRow } from '../text-codec.ts';

type StoredName = Exclude<PayloadName, 'messages'>;
type PayloadRow = { readonly key: number } & { readonly [name in StoredName]?: string | null };

const keysAtOnce = 256;
const bytesAtOnce = 8 * 1_024 * 1_024;

const columns = {
  input: 'input',
  output: 'output',
  error: 'error_value',
} as const satisfies Record<StoredName, string>;

export type Wanted = {
  /** At least one. */
  readonly names: readonly PayloadName[];
  /** Payloads `p` that do not meet this are not read. */
  readonly possible: Sql;
};

/** Calls `use` with the wanted payloads of each run, which it reads in bounded parts. */
export async function readPayloads(
  db: Database,
  keys: readonly number[],
  wanted: Wanted,
  use: (key: number, payloads: () => Payloads) => void,
): Promise<void> {
  const yielding = createYielding(db.signal);
  let left = keys;
  while (left.length > 0) {
    const rows = await readSome(db, left.slice(0, keysAtOnce), wanted);
    const messages = wanted.names.includes('messages') ? await readMessages(db, rows) : undefined;
    for (const row of rows) {
      const stored = decodeRow(row);
      use(row.key, () => toPayloads(stored, messages?.get(row.key)));
      if (yielding.isDue()) await yielding.yieldNow();
    }
    const read = new Set(rows.map(row => row.key));
    // Runs without payloads are returned too, so every round makes progress.
    left = left.filter(key => !read.has(key));
  }
}

function readSome(
  db: Database,
  keys: readonly number[],
  { names, possible }: Wanted,
): Promise<readonly PayloadRow[]> {
  const stored = names.filter(name => name !== 'messages');
  const read = stored.map(name => `p.${columns[name]} AS ${name}`).join(', ');
  const bytes = names.map(name => (name === 'messages' ? messageBytes : bytesOf(columns[name]))).join(' + ');
  const statement = sql`SELECT s.key, ${raw(read)} FROM (
        SELECT k.key, coalesce(sum(${raw(bytes)})
          OVER (ORDER BY k.key ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before
        FROM unnest(${keys}::bigint[]) AS k(key) LEFT JOIN payloads ON payloads.key = k.key
      ) s LEFT JOIN LATERAL (SELECT * FROM payloads WHERE payloads.key = s.key LIMIT 1) p ON ${possible}
    WHERE s.before < ${bytesAtOnce}`;
  return db.rows<PayloadRow>(statement);
}

const messageBytes = 'coalesce((SELECT sum(octet_length(json)) FROM messages WHERE run = k.key), 0)';

function bytesOf(column: string): string {
  return `octet_length(coalesce(${column}, ''))`;
}

async function readMessages(db: Database, rows: readonly PayloadRow[]) {
  return messagesByRun(await db.rows<MessageRow>(searchedMessages(rows.map(({ key }) => key))));
}

function toPayloads({ input, output, error }: PayloadRow, messages: readonly string[] = []): Payloads {
  return {
    input: toPayload(input),
    output: toPayload(output),
    error: toPayload(error),
    messages: toMessages(messages),
  };
}
