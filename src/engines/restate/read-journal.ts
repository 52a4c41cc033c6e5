import * as v from 'valibot';
import { mapYielding } from '../../async/yield-to-event-loop.ts';
import { parseExactJson } from '../../model/payload/json-text.ts';
import type { Payloads } from '../../model/query/match/subject.ts';
import type { RunStatus } from '../../model/status.ts';
import { firstWithin } from '../kit/run-search.ts';
import type { Signal } from '../kit/run-source.ts';
import { type Invocation, optionalTime, toRunStatus } from './invocation-row.ts';
import {
  type Command,
  currentFailure,
  firstPayload,
  type Journal,
  type JournalEntry,
  journalSchema,
  readInput,
  readOutput,
} from './journal.ts';
import { orderedInOnePiece, type RestateClient, sqlText, sqlTexts } from './restate-client.ts';

/** Parsing a larger response would block the event loop: it spells each byte as a decimal number. */
const partBounds = { mostBytes: 512 * 1_024, mostItems: 1_000 };

const sizeSchema = v.object({ index: v.number(), raw_length: v.optional(v.number(), 0) });

export async function readWholeJournal(
  client: RestateClient,
  row: Invocation,
  options: Signal,
): Promise<readonly JournalEntry[]> {
  const sql = `select index, raw_length from sys_journal where id = ${sqlText(row.id)} order by index`;
  let sizes = await client.query(sql, sizeSchema, options);
  const parts: (readonly JournalEntry[])[] = [];
  while (sizes.length > 0) {
    const part = firstWithin(sizes, size => size.raw_length, partBounds);
    const [first, last] = [part[0]?.index ?? 0, part.at(-1)?.index ?? 0];
    parts.push(await readEntries(client, row, `index between ${first} and ${last}`, options));
    sizes = sizes.slice(part.length);
  }
  return parts.flat();
}

export function readJournalEnds(client: RestateClient, row: Invocation, options: Signal) {
  const types = `entry_type in ('Command: Input', 'Command: Output', 'Notification: Signal')`;
  return readEntries(client, row, types, options);
}

async function readEntries(client: RestateClient, row: Invocation, condition: string, options: Signal) {
  const sql = `select index, entry_json, appended_at from sys_journal
    where id = ${sqlText(row.id)} and ${condition} order by index`;
  const rows = await client.query(sql, journalSchema, options);
  return mapYielding(rows, ({ index, entry_json, appended_at }) => ({
    index,
    at: appended_at ?? row.created_at,
    entry: entry_json === undefined ? undefined : parseExactJson(entry_json),
  }));
}

/** By id; `endedAt` in epoch ms. */
export type CalledInvocations = ReadonlyMap<
  string,
  { readonly status: RunStatus; readonly endedAt?: number }
>;

const calledSchema = v.object({
  id: v.string(),
  status: v.string(),
  completion_result: v.optional(v.string()),
  completion_failure: v.optional(v.string()),
  completed_at: optionalTime,
});

const requestSchema = v.object({
  request: v.object({ invocation_id: v.string() }),
  result_completion_id: v.number(),
});

const idsPerStatement = 500;

/** Reads the calls that an ended invocation did not wait for: they continue without it. */
export async function readCalledInvocations(
  client: RestateClient,
  row: Invocation,
  journal: Journal,
  options: Signal,
): Promise<CalledInvocations> {
  if (row.status !== 'completed') return new Map();
  const ids = journal.commands.flatMap(command => openCall(command, journal) ?? []);
  const found: v.InferOutput<typeof calledSchema>[] = [];
  for (let at = 0; at < ids.length; at += idsPerStatement) {
    const some = ids.slice(at, at + idsPerStatement);
    const sql = `select ${Object.keys(calledSchema.entries).join(', ')} from sys_invocation where id in (${sqlTexts(some)})`;
    found.push(...(await client.query(sql, calledSchema, options)));
  }
  return new Map(found.map(one => [one.id, { status: calledStatus(one), endedAt: one.completed_at }]));
}

function openCall({ kind, body }: Command, { completions }: Journal): string | undefined {
  const read = v.safeParse(requestSchema, body);
  if (kind !== 'Call' || !read.success || completions.has(read.output.result_completion_id)) return undefined;
  return read.output.request.invocation_id;
}

/** A suspended invocation counts as running, because its journal is not read. */
function calledStatus(one: v.InferOutput<typeof calledSchema>): RunStatus {
  return one.status === 'suspended' ? 'running' : toRunStatus(one);
}

/** A response spells each byte as a decimal number, and would arrive in several pieces for more runs. */
const payloadBounds = { mostBytes: 256 * 1_024, mostItems: 100 };

const entryTypes = sqlTexts(['Command: Input', 'Command: Output']);

const payloadSizeSchema = v.object({ id: v.string(), bytes: v.number() });
const entrySchema = v.object({ id: v.string(), entry_json: v.optional(v.string(), '') });

/** Reads payloads in parts: the server takes about as long for hundreds of journals as for one. */
export function createPayloadReader(client: RestateClient) {
  const sizes = new WeakMap<Invocation, number>();

  async function readSizes(rows: readonly Invocation[], options: Signal): Promise<void> {
    const statement = `select id, sum(raw_length) as bytes from sys_journal
      where ${isEntryOf(rows)} group by id`;
    const bytes = new Map(
      (await client.query(statement, payloadSizeSchema, options)).map(one => [one.id, one.bytes]),
    );
    for (const row of rows) sizes.set(row, bytes.get(row.id) ?? 0);
  }

  return async (rows: readonly Invocation[], options: Signal): Promise<readonly Payloads[]> => {
    const [first] = rows;
    if (first && !sizes.has(first)) await readSizes(rows, options);
    const part = firstWithin(rows, row => sizes.get(row) ?? 0, payloadBounds);
    const statement = `select id, entry_json from sys_journal where ${isEntryOf(part)} ${orderedInOnePiece}`;
    const found = await client.query(statement, entrySchema, options);
    const entries = Map.groupBy(found, ({ id }) => id);
    return part.map(row => toPayloads(row, entries.get(row.id) ?? []));
  };
}

function isEntryOf(rows: readonly Invocation[]): string {
  return `id in (${sqlTexts(rows.map(({ id }) => id))}) and entry_type in (${entryTypes})`;
}

function toPayloads(row: Invocation, entries: readonly v.InferOutput<typeof entrySchema>[]): Payloads {
  const values = entries.map(entry => parseExactJson(entry.entry_json));
  return {
    input: firstPayload(values, readInput),
    output: firstPayload(values, readOutput),
    error: currentFailure(row),
  };
}
