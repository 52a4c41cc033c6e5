import { deserialize } from 'node:v8';
import type { Database } from 'better-sqlite3';
import * as v from 'valibot';
import { openReadOnly } from '../../drivers/sqlite/open-existing.ts';
import { encodePayload } from '../../model/payload/encode-payload.ts';
import { parsePayload } from '../../model/payload/json-text.ts';

/** Numbers of events (`workflows-shared` of wrangler 4.164). */
export const events = {
  ...{ begun: 1, success: 2, failure: 3, terminated: 4, stepStart: 5, stepSuccess: 6, stepFailure: 7 },
  ...{ sleepStart: 8, sleepComplete: 9, attemptStart: 10, attemptSuccess: 11, attemptFailure: 12 },
  ...{ waitStart: 14, waitComplete: 15, waitTimedOut: 16, running: 26 },
} as const;

export type RecordedError = v.InferOutput<typeof errorSchema>;

/** A row of the table `states`; `key` is the key of its step. */
export type InstanceRow = Omit<v.InferOutput<typeof rowSchema>, 'metadata'> & {
  readonly data: v.InferOutput<typeof dataSchema>;
};

export type InstanceFile = {
  readonly id: string;
  readonly workflow: string;
  readonly createdAt: number;
  readonly status: number;
  readonly rows: readonly InstanceRow[];
  /** When a sleep or a retry is due, by the key of its step. */
  readonly timers: ReadonlyMap<string, number>;
  readonly payloads?: {
    readonly input: unknown;
    readonly output: unknown;
    readonly results: ReadonlyMap<string, unknown>;
  };
};

const busyTimeoutMs = 250;
/** The number of the status in which an instance may also sleep, wait or be between attempts. */
export const running = 1;

/** `undefined` while the instance is being created. Throws an `InspectorError` or SQLite's error. */
export function readInstance(path: string, withPayloads: boolean): InstanceFile | undefined {
  const db = openReadOnly(path, busyTimeoutMs);
  try {
    db.exec('begin');
    return readTables(db, withPayloads);
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('no such table')) return undefined;
    throw error;
  } finally {
    db.close();
  }
}

function readTables(db: Database, withPayloads: boolean): InstanceFile | undefined {
  const kept = new Map(readRows(db, keptSql, keptSchema).map(({ key, value }) => [key, revive(value)]));
  const about = v.safeParse(aboutSchema, kept.get('INSTANCE_METADATA'));
  if (!about.success) return undefined;
  const { instance, event } = about.output;
  const rows = readRows(db, rowsSql(withPayloads), rowSchema).map(({ metadata, ...row }) => {
    const data = metadata === null ? undefined : v.safeParse(dataSchema, parsePayload(metadata));
    return { ...row, data: data?.success ? data.output : {} };
  });
  const status = v.parse(v.fallback(v.number(), 0), kept.get('ENGINE_STATUS'));
  const timers = status === running ? readRows(db, timersSql, timerSchema) : [];
  return {
    id: instance.id,
    workflow: event.workflowName,
    createdAt: Date.parse(instance.created_on),
    status,
    rows,
    timers: new Map(timers.map(({ key, at }) => [key, at])),
    ...(withPayloads && { payloads: readPayloads(db, event.payload, rows) }),
  };
}

/** Stored values keep dates and maps; rows have them as JSON, but only rows have the event of a wait. */
function readPayloads(db: Database, input: unknown, rows: readonly InstanceRow[]): InstanceFile['payloads'] {
  const results = new Map<string, unknown>();
  for (const { key, data } of rows) {
    const { result, payload = result } = data;
    if (key !== null && payload !== undefined) results.set(key, payload);
  }
  let output = rows.findLast(({ event }) => event === events.success)?.data.result;
  for (const { key, value } of readRows(db, valuesSql, keptSchema)) {
    const read = v.safeParse(valueSchema, revive(value));
    if (!read.success) continue;
    const plain = toPlain(read.output.value);
    if (key === 'WORKFLOW_OUTPUT') output = plain;
    else results.set(key.replace(/-value$/, ''), plain);
  }
  return { input: toPlain(input), output, results };
}

/** What JSON cannot hold becomes a marker: see `docs/reference/payloads.md`. */
function toPlain(value: unknown): unknown {
  const { json } = encodePayload(value);
  return json === undefined ? undefined : parsePayload(json);
}

/** V8's own format, in which Durable Objects keep values. */
function revive(bytes: Uint8Array | null): unknown {
  try {
    return bytes === null ? undefined : deserialize(bytes);
  } catch {
    return undefined;
  }
}

function readRows<S extends v.GenericSchema>(db: Database, sql: string, row: S): v.InferOutput<S>[] {
  const rows = db.prepare(sql).all();
  return rows.map(value => v.safeParse(row, value)).flatMap(read => (read.success ? [read.output] : []));
}

/** Lists read no payloads but short results, which may be the id of a child. */
function rowsSql(withPayloads: boolean): string {
  const { failure, stepSuccess, sleepStart, attemptFailure, waitStart, waitTimedOut } = events;
  const listed = [failure, sleepStart, attemptFailure, waitStart, waitTimedOut, 21].join();
  const isListed = `event in (${listed}) or (event = ${stepSuccess} and length(metadata) < 320)`;
  const metadata = withPayloads ? 'metadata' : `case when ${isListed} then metadata end as metadata`;
  return `select timestamp as at, event, groupKey as key, target, ${metadata} from states order by id`;
}

const keptSql = "select key, value from _cf_KV where key in ('INSTANCE_METADATA', 'ENGINE_STATUS')";
const valuesSql = "select key, value from _cf_KV where key = 'WORKFLOW_OUTPUT' or key like '%-value'";
/** Timers of retries (0) and sleeps (1), without those of timeouts (2). */
const timersSql = `select hash as key, max(target_timestamp) as at from priority_queue p
  where action = 1 and entryType in (0, 1) and not exists (select 1 from priority_queue d
    where d.action = 0 and d.entryType = p.entryType and d.hash = p.hash and d.id > p.id)
  group by hash`;

const errorSchema = v.object({ name: v.optional(v.string()), message: v.optional(v.string()) });
const dataSchema = v.object({
  result: v.optional(v.unknown()),
  payload: v.optional(v.unknown()),
  error: v.optional(errorSchema),
  event: v.optional(v.string()),
  name: v.optional(v.string()),
  durationMs: v.optional(v.number()),
});
/** `2026-11-30 10:12:51.901` is UTC. */
const timeSchema = v.pipe(
  v.string(),
  v.transform(text => Date.parse(`${text.replace(' ', 'T')}Z`)),
);
const rowSchema = v.object({
  at: timeSchema,
  event: v.number(),
  key: v.nullable(v.string()),
  target: v.nullable(v.string()),
  metadata: v.nullable(v.string()),
});
const keptSchema = v.object({ key: v.string(), value: v.nullable(v.instance(Uint8Array)) });
const valueSchema = v.object({ value: v.unknown() });
/** The timer of an attempt has the attempt's number after the key of the step. */
const timerSchema = v.object({
  key: v.pipe(
    v.string(),
    v.transform(hash => hash.replace(/([\da-f]{40}-\d+)-\d+$/, '$1')),
  ),
  at: v.number(),
});
const aboutSchema = v.object({
  instance: v.object({ id: v.string(), created_on: v.string() }),
  event: v.object({ workflowName: v.string(), payload: v.optional(v.unknown()) }),
});
