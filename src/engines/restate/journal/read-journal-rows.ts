import * as v from 'valibot';
import { mapYielding } from '../../../async/yield-to-event-loop.ts';
import { parseExactJson } from '../../../model/payload/json-text.ts';
import type { RestateClient } from '../admin-api/restate-client.ts';
import { chunkByBytes, sqlText } from '../admin-api/restate-sql.ts';
import type { Invocation } from '../invocation/invocation-row.ts';
import { type JournalEntry, journalSchema } from './journal.ts';

type Signal = { readonly signal?: AbortSignal };

/** Parsing a larger response would block the event loop: it spells each byte as a decimal number. */
const chunkBounds = { mostBytes: 512 * 1_024, mostItems: 1_000 };

const sizeSchema = v.object({ index: v.number(), raw_length: v.optional(v.number(), 0) });

export async function readWholeJournal(
  client: RestateClient,
  row: Invocation,
  options: Signal,
): Promise<readonly JournalEntry[]> {
  const sql = `select index, raw_length from sys_journal where id = ${sqlText(row.id)} order by index`;
  const sizes = await client.query(sql, sizeSchema, options);
  const parts: (readonly JournalEntry[])[] = [];
  for (const chunk of chunkByBytes(sizes, size => size.raw_length, chunkBounds)) {
    const [first, last] = [chunk[0]?.index ?? 0, chunk.at(-1)?.index ?? 0];
    parts.push(await readEntries(client, row, `index between ${first} and ${last}`, options));
  }
  return parts.flat();
}

/** The input, the output and the signals: what a run needs without its steps. */
export function readJournalEnds(
  client: RestateClient,
  row: Invocation,
  options: Signal,
): Promise<readonly JournalEntry[]> {
  const types = `entry_type in ('Command: Input', 'Command: Output', 'Notification: Signal')`;
  return readEntries(client, row, types, options);
}

async function readEntries(
  client: RestateClient,
  row: Invocation,
  condition: string,
  options: Signal,
): Promise<readonly JournalEntry[]> {
  const sql = `select index, entry_json, appended_at from sys_journal
    where id = ${sqlText(row.id)} and ${condition} order by index`;
  const rows = await client.query(sql, journalSchema, options);
  return mapYielding(rows, ({ index, entry_json, appended_at }) => ({
    index,
    at: appended_at ?? row.created_at,
    entry: entry_json === undefined ? undefined : parseExactJson(entry_json),
  }));
}
