import * as v from 'valibot';
import { type Invocation, someTime } from './invocation.ts';
import type { RestateClient } from './restate-client.ts';
import { parseRestateJson } from './restate-json.ts';
import { sqlTexts } from './sql.ts';

/** What the journal of an invocation that goes on says of it. */
export type Wait = {
  /** What it is suspended for. */
  readonly status?: 'sleeping' | 'waiting';
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

/** The number of the signal that cancels; the numbers of awakeables begin at 17. */
export const cancelSignal = 1;

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
  for (let at = 0; at < open.length; at += idsAtOnce) {
    const ids = open.slice(at, at + idsAtOnce).map(row => row.id);
    const sql = `select id, entry_type, entry_lite_json, appended_at from sys_journal where id in (${sqlTexts(ids)})
      and entry_type in ('Command: Sleep', 'Notification: Signal')`;
    stretches.push(await client.query(sql, entrySchema, { signal }));
  }
  const byId = Map.groupBy(stretches.flat(), entry => entry.id);
  const troubles = await readTroubles(client, open, signal);
  return new Map(
    open.map(row => {
      const trouble = troubles.get(row.id);
      return [row.id, { ...toWait(row, byId.get(row.id) ?? []), ...(trouble ? { trouble } : {}) }];
    }),
  );
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
    const read = v.safeParse(troubleSchema, parseRestateJson(event_json));
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
  const sleeps = new Set<number>();
  let cancelRequestedAt: number | undefined;
  for (const { entry_type, entry_lite_json, appended_at } of entries) {
    const entry = parseRestateJson(entry_lite_json);
    if (entry_type === 'Command: Sleep') {
      const read = v.safeParse(sleepSchema, entry);
      if (read.success) sleeps.add(read.output.Command.Sleep.completion_id);
    } else if (v.is(cancelSchema, entry)) cancelRequestedAt ??= appended_at;
  }
  return {
    ...(row.status === 'suspended' ? { status: isAsleep(row, sleeps) ? 'sleeping' : 'waiting' } : {}),
    ...(cancelRequestedAt === undefined ? {} : { cancelRequestedAt }),
  };
}

/** An invocation that something else could wake as well waits for that. */
function isAsleep(
  {
    suspended_waiting_for_completions: completions = [],
    suspended_waiting_for_signals: signals = [],
  }: Invocation,
  sleeps: ReadonlySet<number>,
): boolean {
  return (
    completions.length > 0 &&
    completions.every(id => sleeps.has(id)) &&
    signals.every(id => id === cancelSignal)
  );
}

const sleepSchema = v.object({ Command: v.object({ Sleep: v.object({ completion_id: v.number() }) }) });
const cancelSchema = v.object({
  Notification: v.object({ id: v.object({ SignalIndex: v.literal(cancelSignal) }) }),
});
