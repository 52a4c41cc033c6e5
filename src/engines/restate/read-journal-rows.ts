import * as v from 'valibot';
import { mapYielding } from '../../async/yield-to-event-loop.ts';
import { parseExactJson } from '../../model/payload/exact-json.ts';
import { cutByBytes } from './cut-by-bytes.ts';
import type { Invocation } from './invocation.ts';
import { type JournalEntry, type JournalRow, journalSchema } from './journal.ts';
import type { RestateClient } from './restate-client.ts';
import { sqlText } from './sql.ts';

type Signal = { readonly signal?: AbortSignal };

/**
 * A larger answer would be parsed in one piece that blocks the thread; it holds each byte as a number in
 * decimal.
 */
const atOnce = { mostBytes: 512 * 1_024, mostItems: 1_000 };

const sizeSchema = v.object({ index: v.number(), raw_length: v.optional(v.number(), 0) });

/** All of a journal, in order. */
export async function readWholeJournal(
  client: RestateClient,
  row: Invocation,
  options: Signal,
): Promise<readonly JournalEntry[]> {
  const sql = `select index, raw_length from sys_journal where id = ${sqlText(row.id)} order by index`;
  const sizes = await client.query(sql, sizeSchema, options);
  const stretches: (readonly JournalEntry[])[] = [];
  for (const part of cutByBytes(sizes, size => size.raw_length, atOnce)) {
    const [first, last] = [part[0]?.index ?? 0, part.at(-1)?.index ?? 0];
    stretches.push(await readEntries(client, row, `index between ${first} and ${last}`, options));
  }
  return stretches.flat();
}

/**
 * Of a journal what tells of the run as a whole: what went in, what came out, and what was told from outside.
 */
export function readEndsOfJournal(
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
  return mapYielding(rows, ({ index, entry_json, appended_at }: JournalRow) => ({
    index,
    at: appended_at ?? row.created_at,
    entry: entry_json === undefined ? undefined : parseExactJson(entry_json),
  }));
}
