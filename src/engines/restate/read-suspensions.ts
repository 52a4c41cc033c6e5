import * as v from 'valibot';
import { isRecord } from '../../model/is-record.ts';
import { parseExactJson } from '../../model/payload/json-text.ts';
import type { Signal } from '../kit/run-source.ts';
import { type Invocation, type Suspension, someTime } from './invocation-row.ts';
import { orderedInOnePiece, type RestateClient, sqlTexts } from './restate-client.ts';

export const cancelSignal = 1;
/** Awakeables are numbered from here. */
export const firstAwakeable = 17;

/** `awakeable 1`, `signal approved`. */
export function signalName(signal: number | string): string {
  return typeof signal === 'string' ? `signal ${signal}` : `awakeable ${signal - firstAwakeable + 1}`;
}

const awaitedKinds = ['Sleep', 'Call', 'AttachInvocation', 'GetInvocationOutput', 'GetPromise'] as const;

type AwaitedCommand = {
  readonly completion: number;
  readonly kind: 'call' | 'promise' | 'sleep';
  readonly key?: string;
  readonly wakeAt?: number;
};

const bodySchema = v.object({
  completion_id: v.optional(v.number()),
  result_completion_id: v.optional(v.number()),
  wake_up_time: v.optional(v.number()),
  key: v.optional(v.string()),
});
const commandSchema = v.object({ Command: v.record(v.picklist(awaitedKinds), bodySchema) });

/** Reads `entry_lite_json`; `undefined` for other kinds of entries. */
function readAwaitedCommand(entry: unknown): AwaitedCommand | undefined {
  const read = v.safeParse(commandSchema, entry);
  const [[kind, body] = []] = read.success ? Object.entries(read.output.Command) : [];
  const completion = body?.result_completion_id ?? body?.completion_id;
  if (completion === undefined) return undefined;
  const wakeAt = journalTime(body?.wake_up_time);
  if (kind === 'GetPromise') return { completion, kind: 'promise', key: body?.key };
  return { completion, kind: kind === 'Sleep' ? 'sleep' : 'call', wakeAt };
}

/** Named signals have no number: they appear only in the server's description of the awaited future. */
export function namedSignals({ suspended_waiting_future_json: text }: Invocation): readonly string[] {
  return text?.includes('SignalName') ? namesIn(parseExactJson(text)) : [];
}

/** Finds `{"Single": {"SignalName": …}}`, also inside combined futures. */
function namesIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(namesIn);
  if (!isRecord(value)) return [];
  const { SignalName: name, ...others } = value;
  return [...(typeof name === 'string' ? [name] : []), ...Object.values(others).flatMap(namesIn)];
}

/** What others resolve: awakeables, signals and promises; `undefined` for one without a name. */
function awaitedHooks(row: Invocation, commands: readonly AwaitedCommand[]): readonly (string | undefined)[] {
  const signals = (row.suspended_waiting_for_signals ?? []).filter(number => number !== cancelSignal);
  const promises = commands.filter(({ kind }) => kind === 'promise');
  return [
    ...signals.map(number => (number >= firstAwakeable ? signalName(number) : undefined)),
    ...namedSignals(row).map(signalName),
    ...promises.map(({ key }) => (key ? `promise ${key}` : undefined)),
  ];
}

/** Sleeping means that only a timer can wake the invocation. */
export function toSuspension(row: Invocation, commands: ReadonlyMap<number, AwaitedCommand>): Suspension {
  const completions = row.suspended_waiting_for_completions ?? [];
  const known = completions.flatMap(number => commands.get(number) ?? []);
  const areAllKnown = known.length === completions.length;
  const hasCall = known.some(({ kind }) => kind === 'call');
  const hooks = awaitedHooks(row, known);
  if (hooks.length > 0 || !areAllKnown || completions.length === 0) {
    const isNamed = areAllKnown && hooks.every(hook => hook !== undefined);
    const waitingFor = [...hooks, ...(hasCall ? ['a call'] : [])].join(', ');
    return { status: 'waiting', waitingFor: isNamed ? waitingFor || undefined : undefined };
  }
  if (hasCall) return { status: 'waiting', isForCall: true };
  const [wakeAt] = known.flatMap(command => command.wakeAt ?? []).sort((a, b) => a - b);
  return { status: 'sleeping', wakeAt };
}

/** The latest time of a `Date`, epoch ms. */
const latestAt = 8.64e15;

export function journalTime(value: unknown): number | undefined {
  return typeof value === 'number' && Math.abs(value) <= latestAt ? value : undefined;
}

const entrySchema = v.object({
  id: v.string(),
  entry_type: v.string(),
  entry_lite_json: v.optional(v.string(), ''),
  appended_at: someTime,
});

type Entry = v.InferOutput<typeof entrySchema>;

/** With many more ids in one statement, the server scans every journal for each id. */
const idsAtOnce = 500;

export async function readSuspensions(
  client: RestateClient,
  rows: readonly Invocation[],
  { signal }: Signal,
): Promise<readonly Invocation[]> {
  const open = rows.filter(row => row.status !== 'completed' && row.journal_commands_size !== undefined);
  if (open.length === 0) return rows;
  const parts: (readonly Entry[])[] = [];
  for (let at = 0; at < open.length; at += idsAtOnce)
    parts.push(await client.query(entriesSql(open.slice(at, at + idsAtOnce)), entrySchema, { signal }));
  const entries = Map.groupBy(parts.flat(), entry => entry.id);
  const pauses = await readPauseFailures(client, open, { signal });
  const known = new Map(
    open.map(row => [
      row.id,
      { ...row, ...readState(row, entries.get(row.id) ?? []), pauseFailure: pauses.get(row.id) },
    ]),
  );
  return rows.map(row => known.get(row.id) ?? row);
}

const commandTypes = awaitedKinds.map(kind => `Command: ${kind}`);
const signalType = 'Notification: Signal';
const completionSql = `regexp_match(entry_lite_json, '"(?:result_)?completion_id":([0-9]+)')[1]`;

/** Reading up to this many commands costs less than selecting the awaited ones. */
const fewCommands = 2_000;
const mostNumbers = 1_000;

function entriesSql(rows: readonly Invocation[]): string {
  const suspended = rows.filter(isSuspended);
  const types = suspended.length === 0 ? [signalType] : [signalType, ...commandTypes];
  return `select id, entry_type, entry_lite_json, appended_at from sys_journal
    where id in (${sqlTexts(rows.map(row => row.id))}) and entry_type in (${sqlTexts(types)})
    ${selectAwaitedSql(rows, suspended)} ${orderedInOnePiece}`;
}

function selectAwaitedSql(rows: readonly Invocation[], suspended: readonly Invocation[]): string {
  const commands = rows.reduce((sum, row) => sum + (row.journal_commands_size ?? 0), 0);
  if (commands <= fewCommands) return '';
  const numbers = new Set(suspended.flatMap(row => row.suspended_waiting_for_completions ?? []));
  const awaited = sqlTexts([...numbers].map(String));
  const isAwaited = numbers.size > mostNumbers ? 'true' : `${completionSql} in (${awaited || "''"})`;
  return `and case when entry_type = '${signalType}' then entry_lite_json like '%"SignalIndex":${cancelSignal}}%'
    else ${isAwaited} end`;
}

function isSuspended({ status }: Invocation): boolean {
  return status === 'suspended';
}

const pausedSchema = v.object({ id: v.string(), event_json: v.string() });
const pauseEventSchema = v.object({
  last_failure: v.object({
    error_message: v.string(),
    error_code: v.optional(v.number()),
    related_command_name: v.optional(v.string()),
  }),
});

/** A paused invocation's row lacks its last failure; the event that paused it has one. */
async function readPauseFailures(
  client: RestateClient,
  rows: readonly Invocation[],
  options: Signal,
): Promise<ReadonlyMap<string, Invocation['pauseFailure']>> {
  const ids = rows.filter(row => row.status === 'paused').map(row => row.id);
  if (ids.length === 0) return new Map();
  const sql = `select id, event_json from sys_journal_events where id in (${sqlTexts(ids)})
    and event_type = 'Paused' order by appended_at`;
  const events = await client.query(sql, pausedSchema, options);
  return new Map(
    events.flatMap(({ id, event_json }) => {
      const read = v.safeParse(pauseEventSchema, parseExactJson(event_json));
      if (!read.success) return [];
      const { error_message: message, error_code, related_command_name: step } = read.output.last_failure;
      return [[id, { message, code: error_code?.toString(), step }] as const];
    }),
  );
}

function readState(row: Invocation, entries: readonly Entry[]) {
  const commands = new Map<number, AwaitedCommand>();
  let cancelRequestedAt: number | undefined;
  for (const { entry_type, entry_lite_json, appended_at } of entries) {
    const entry = parseExactJson(entry_lite_json);
    if (entry_type !== signalType) {
      const command = readAwaitedCommand(entry);
      if (command) commands.set(command.completion, command);
    } else if (v.is(cancelSchema, entry))
      cancelRequestedAt = Math.min(cancelRequestedAt ?? appended_at, appended_at);
  }
  return { suspension: isSuspended(row) ? toSuspension(row, commands) : undefined, cancelRequestedAt };
}

const cancelSchema = v.object({
  Notification: v.object({ id: v.object({ SignalIndex: v.literal(cancelSignal) }) }),
});
