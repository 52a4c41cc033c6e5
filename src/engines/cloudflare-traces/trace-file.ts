import { statSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { openReadOnly } from '../../drivers/sqlite/open-existing.ts';
import { parsePayload } from '../../model/payload/json-text.ts';
import { namesInState } from '../wrangler-state.ts';
import { traceFolder } from './cloudflare-traces-engine.ts';

/** A row of `spans` (wrangler 4.164). */
export type SpanRow = v.InferOutput<typeof spanSchema>;
/** A row of `logs`; `message` is JSON of what was logged, or of the name of a span that began. */
export type LogRow = v.InferOutput<typeof logSchema>;

const busyTimeoutMs = 250;
/** Polling looks at the file alone; the traces are read again so many times longer than that takes. */
const restTimes = 20;

/** The file with the traces; its roots are read again when it has changed. */
export function createTraceFile(place: string) {
  let roots: readonly SpanRow[] = [];
  let stamp = '';
  let restsUntil = 0;

  function query<S extends v.GenericSchema>(schema: S, sql: string, id?: string): v.InferOutput<S>[] {
    const path = pathIn(place);
    if (path === undefined) return [];
    const db = openReadOnly(path, busyTimeoutMs);
    try {
      const rows = id === undefined ? db.prepare(sql).all() : db.prepare(sql).all(id);
      return rows.map(row => v.safeParse(schema, row)).flatMap(read => (read.success ? [read.output] : []));
    } finally {
      db.close();
    }
  }

  function refresh(): void {
    const now = stampOf(place);
    if (now === stamp) return;
    const startAt = performance.now();
    roots = query(spanSchema, `${selectSpans} where parent_id is null and kind <> 'jsrpc' order by start_ms`);
    stamp = now;
    restsUntil = performance.now() + (performance.now() - startAt) * restTimes;
  }

  return {
    /** Those that no other span is around, but for calls that the engine makes by itself; oldest first. */
    roots(): readonly SpanRow[] {
      refresh();
      return roots;
    },
    spans: (trace: string) => query(spanSchema, `${selectSpans} where trace_id = ? order by start_ms`, trace),
    logs: (trace: string) => query(logSchema, `${selectLogs} where trace_id = ? order by ts_ms, seq`, trace),
    /** Another one whenever something was written. */
    version: (): string => (performance.now() < restsUntil ? stamp : stampOf(place)),
  };
}

function pathIn(place: string): string | undefined {
  const name = namesInState(place, traceFolder).find(one => /^[\da-f]{64}\.sqlite$/.test(one));
  return name === undefined ? undefined : join(place, traceFolder, name);
}

/** Rows are written to the file beside it, which is moved into it later, if ever. */
function stampOf(place: string): string {
  const path = pathIn(place);
  if (path === undefined) return 'none';
  const wal = statSync(`${path}-wal`, { throwIfNoEntry: false });
  const stats = wal?.size ? wal : statSync(path, { throwIfNoEntry: false });
  return `${stats?.ino} ${stats?.size} ${stats?.mtimeMs}`;
}

const selectSpans = `select trace_id as trace, span_id as id, parent_id as parent, service, name, kind,
  start_ms as startAt, duration_ms as ms, outcome, error, json(attributes) as attributes from spans`;
const selectLogs = 'select span_id as span, ts_ms as at, level, message, operation from logs';

const text = v.nullable(v.string());
const spanSchema = v.object({
  ...{ trace: v.string(), id: v.string(), parent: text, service: text, name: text, kind: text },
  startAt: v.number(),
  /** Null while it is going on. */
  ms: v.nullable(v.number()),
  ...{ outcome: text, error: text },
  attributes: v.pipe(
    text,
    v.transform(json => (json === null ? {} : parsePayload(json))),
    v.record(v.string(), v.unknown()),
  ),
});
const logSchema = v.object({ span: text, at: v.number(), level: text, message: text, operation: text });
