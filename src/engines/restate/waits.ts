import * as v from 'valibot';
import { parseExactJson } from '../../model/payload/exact-json.ts';
import { type Invocation, someTime } from './invocation.ts';
import type { RestateClient } from './restate-client.ts';
import { inOnePiece, sqlTexts } from './sql.ts';
import {
  type Awaited,
  awaitedKinds,
  cancelSignal,
  readAwaited,
  type Suspension,
  toSuspension,
} from './suspension.ts';

/** What the journal of an invocation that goes on says of it. */
export type Wait = {
  /** Of one that is suspended. */
  readonly suspension?: Suspension;
  /** When it was told to cancel, epoch ms, whoever told it. */
  readonly cancelRequestedAt?: number;
  /** What it was paused for. */
  readonly trouble?: { readonly message: string; readonly code?: string; readonly step?: string };
};

const entrySchema = v.object({
  id: v.string(),
  entry_type: v.string(),
  entry_lite_json: v.optional(v.string(), ''),
  appended_at: someTime,
});

type Entry = v.InferOutput<typeof entrySchema>;

/** Of many ids in one statement, the engine looks through every journal for each. */
const idsAtOnce = 500;

/** Of those of the invocations whose journal may say something. */
export async function readWaits(
  client: RestateClient,
  rows: readonly Invocation[],
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, Wait>> {
  const open = rows.filter(row => row.status !== 'completed' && row.journal_commands_size !== undefined);
  const stretches: (readonly Entry[])[] = [];
  for (let at = 0; at < open.length; at += idsAtOnce)
    stretches.push(await client.query(entriesSql(open.slice(at, at + idsAtOnce)), entrySchema, { signal }));
  const byId = Map.groupBy(stretches.flat(), entry => entry.id);
  const troubles = await readTroubles(client, open, signal);
  return new Map(
    open.map(row => {
      const trouble = troubles.get(row.id);
      return [row.id, { ...toWait(row, byId.get(row.id) ?? []), ...(trouble ? { trouble } : {}) }];
    }),
  );
}

const commandTypes = awaitedKinds.map(kind => `Command: ${kind}`);
const signalType = 'Notification: Signal';
/** How a command's entry names the completion of its result. */
const completionSql = `regexp_match(entry_lite_json, '"(?:result_)?completion_id":([0-9]+)')[1]`;

/** To read so many commands costs less than to pick out those that are waited for. */
const fewCommands = 2_000;
/** More than these are not named in a statement. */
const mostNumbers = 1_000;

/**
 * That one was told to cancel, and of those that are suspended the commands that they may be suspended for.
 */
function entriesSql(rows: readonly Invocation[]): string {
  const suspended = rows.filter(isSuspended);
  const types = suspended.length === 0 ? [signalType] : [signalType, ...commandTypes];
  return `select id, entry_type, entry_lite_json, appended_at from sys_journal
    where id in (${sqlTexts(rows.map(row => row.id))}) and entry_type in (${sqlTexts(types)})
    ${pickSql(rows, suspended)} ${inOnePiece}`;
}

function pickSql(rows: readonly Invocation[], suspended: readonly Invocation[]): string {
  const commands = rows.reduce((sum, row) => sum + (row.journal_commands_size ?? 0), 0);
  if (commands <= fewCommands) return '';
  const numbers = new Set(suspended.flatMap(row => row.suspended_waiting_for_completions ?? []));
  const named = sqlTexts([...numbers].map(String));
  const isNamed = numbers.size > mostNumbers ? 'true' : `${completionSql} in (${named || "''"})`;
  return `and case when entry_type = '${signalType}' then entry_lite_json like '%"SignalIndex":${cancelSignal}}%'
    else ${isNamed} end`;
}

function isSuspended({ status }: Invocation): boolean {
  return status === 'suspended';
}

const pausedSchema = v.object({ id: v.string(), event_json: v.string() });
const troubleSchema = v.object({
  last_failure: v.object({
    error_message: v.string(),
    error_code: v.optional(v.number()),
    related_command_name: v.optional(v.string()),
  }),
});

/** Rows of paused invocations do not hold their last failure; the event that paused them does. */
async function readTroubles(
  client: RestateClient,
  rows: readonly Invocation[],
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, NonNullable<Wait['trouble']>>> {
  const ids = rows.filter(row => row.status === 'paused').map(row => row.id);
  const found = new Map<string, NonNullable<Wait['trouble']>>();
  if (ids.length === 0) return found;
  const sql = `select id, event_json from sys_journal_events where id in (${sqlTexts(ids)})
    and event_type = 'Paused' order by appended_at`;
  for (const { id, event_json } of await client.query(sql, pausedSchema, { signal })) {
    const read = v.safeParse(troubleSchema, parseExactJson(event_json));
    if (!read.success) continue;
    const { error_message: message, error_code: code, related_command_name: step } = read.output.last_failure;
    found.set(id, {
      message,
      ...(code === undefined ? {} : { code: String(code) }),
      ...(step ? { step } : {}),
    });
  }
  return found;
}

function toWait(row: Invocation, entries: readonly Entry[]): Wait {
  const commands = new Map<number, Awaited>();
  let cancelRequestedAt: number | undefined;
  for (const { entry_type, entry_lite_json, appended_at } of entries) {
    const entry = parseExactJson(entry_lite_json);
    if (entry_type !== signalType) {
      const command = readAwaited(entry);
      if (command) commands.set(command.completion, command);
    } else if (v.is(cancelSchema, entry))
      cancelRequestedAt = Math.min(cancelRequestedAt ?? appended_at, appended_at);
  }
  return {
    ...(isSuspended(row) ? { suspension: toSuspension(row, commands) } : {}),
    ...(cancelRequestedAt === undefined ? {} : { cancelRequestedAt }),
  };
}

const cancelSchema = v.object({
  Notification: v.object({ id: v.object({ SignalIndex: v.literal(cancelSignal) }) }),
});
