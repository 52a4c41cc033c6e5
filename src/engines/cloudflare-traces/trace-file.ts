import { statSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { openReadOnly } from '../../drivers/sqlite/open-existing.ts';
import { summarizeFailure } from '../../model/failure/summarize-failure.ts';
import { parsePayload } from '../../model/payload/json-text.ts';
import { toJsonText } from '../../model/payload/payload-text.ts';
import type { Log, RunError, RunSummary } from '../../model/run.ts';
import type { RunStatus } from '../../model/status.ts';
import type { Work, WorkItem } from '../kit/work-items.ts';
import { namesInState } from '../wrangler-state.ts';
import { traceFolder } from './cloudflare-traces-engine.ts';

/** A row of `spans` (wrangler 4.164). */
type SpanRow = v.InferOutput<typeof spanSchema>;
/** `message` is JSON: what was logged, or the name of a span that began. */
type LogRow = v.InferOutput<typeof logSchema>;

const busyTimeoutMs = 250;
/** Polling sees no change for this many times as long as the last reading of the traces took. */
const restTimes = 20;

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
    /** Spans without a parent, oldest first; calls that the engine makes by itself are left out. */
    roots(): readonly SpanRow[] {
      refresh();
      return roots;
    },
    spans: (trace: string) => query(spanSchema, `${selectSpans} where trace_id = ? order by start_ms`, trace),
    logs: (trace: string) => query(logSchema, `${selectLogs} where trace_id = ? order by ts_ms, seq`, trace),
    version: (): string => (performance.now() < restsUntil ? stamp : stampOf(place)),
  };
}

function pathIn(place: string): string | undefined {
  const name = namesInState(place, traceFolder).find(one => /^[\da-f]{64}\.sqlite$/.test(one));
  return name === undefined ? undefined : join(place, traceFolder, name);
}

/** A file written less than this ago may be written again with the same time. */
const settledMs = 100;

/** Rows are written to the `-wal`, which may never be moved into the file. */
function stampOf(place: string): string {
  const path = pathIn(place);
  if (path === undefined) return 'none';
  const wal = statSync(`${path}-wal`, { throwIfNoEntry: false });
  const stats = wal?.size ? wal : statSync(path, { throwIfNoEntry: false });
  const { ino, size, mtimeMs } = stats ?? { ino: 0, size: 0, mtimeMs: 0 };
  const isSettled = Date.now() - mtimeMs > settledMs;
  return `${ino} ${size} ${mtimeMs}${isSettled ? '' : ` ${performance.now()}`}`;
}

const selectSpans = `select trace_id as trace, span_id as id, parent_id as parent, service, name, kind,
  start_ms as startAt, duration_ms as ms, outcome, error, json(attributes) as attributes from spans`;
const selectLogs = 'select span_id as span, ts_ms as at, level, message, operation from logs';

const text = v.nullable(v.string());
const spanSchema = v.object({
  ...{ trace: v.string(), id: v.string(), parent: text, service: text, name: text, kind: text },
  startAt: v.number(),
  /** Null while the span is open. */
  ms: v.nullable(v.number()),
  ...{ outcome: text, error: text },
  attributes: v.pipe(
    text,
    v.transform(json => (json === null ? {} : parsePayload(json))),
    v.record(v.string(), v.unknown()),
  ),
});
const logSchema = v.object({ span: text, at: v.number(), level: text, message: text, operation: text });

export type ListedTrace = { readonly root: SpanRow; readonly summary: RunSummary; readonly error?: RunError };

export function toListedTrace(root: SpanRow): ListedTrace {
  const { trace, service, kind, startAt, ms } = root;
  const name = nameOf(root);
  const status = statusOf(root);
  const error = status === 'failed' ? errorOf(root) : undefined;
  const raw = textAt(root, 'url.full') ?? textAt(root, 'faas.cron') ?? kind ?? '';
  const label = kind === 'http' ? 'HTTP' : (textAt(root, 'faas.cron') ?? kind ?? '');
  const summary: RunSummary = {
    ...{ id: trace, kind: 'workflow', name, status, trigger: { type: kind ?? '', label, raw } },
    ...{ createdAt: startAt, startedAt: startAt, finishedAt: ms === null ? undefined : startAt + ms },
    ...{ models: [], services: service === null ? [] : [service] },
    errorSummary: error && summarizeFailure({ error, name }),
  };
  return { root, summary, error };
}

/** `GET /orders`, the method of a call, or the engine's own name. */
function nameOf(span: SpanRow): string {
  const url = textAt(span, 'url.full');
  const method = textAt(span, 'http.request.method');
  if (url !== undefined && method !== undefined && URL.canParse(url))
    return `${method} ${new URL(url).pathname}`;
  return textAt(span, 'jsrpc.method') ?? span.name ?? span.kind ?? '';
}

function textAt({ attributes }: SpanRow, key: string): string | undefined {
  const value = attributes[key];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A handler that throws has the outcome `ok`: `wrangler dev` answers 500 for it. */
function statusOf(span: SpanRow): RunStatus {
  if (span.ms === null) return 'running';
  if (span.outcome === 'canceled') return 'canceled';
  return span.error !== null || span.outcome !== 'ok' || isServerError(span) ? 'failed' : 'success';
}

const statusKey = 'http.response.status_code';

function isServerError({ attributes }: SpanRow): boolean {
  return Number(attributes[statusKey]) >= 500;
}

/** The file has an error as a text without a stack, and a failed response as a number alone. */
function errorOf(span: SpanRow): RunError {
  const { error, outcome, attributes } = span;
  if (error !== null) {
    const [, name, message] = /^(\w*Error): (.*)$/s.exec(error) ?? [];
    return { value: error, message: message ?? error, name };
  }
  const code = isServerError(span) ? String(attributes[statusKey]) : undefined;
  const message = code === undefined ? `ended with ${outcome}` : `answered ${code}`;
  return { value: { message, code }, message, code };
}

/** Leaves out the engine's own spans: what is inside of them moves to the span around. */
export function toWork(
  root: SpanRow,
  spans: readonly SpanRow[],
  logs: readonly LogRow[],
  workflows: ReadonlySet<string>,
): Work {
  const byId = new Map(spans.map(span => [span.id, span]));
  const isShown = (span: SpanRow) => span.id !== root.id && !isEngineMade(span, workflows);
  function shownAbove(id: string | null): string | undefined {
    let above = byId.get(id ?? '');
    for (let depth = 0; above && !isShown(above) && depth < spans.length; depth += 1)
      above = byId.get(above.parent ?? '');
    return above && isShown(above) ? above.id : undefined;
  }
  const shown = spans.filter(isShown);
  const folded = spans.length - shown.length - 1;
  const ids = new Set(shown.map(({ id }) => id));
  return {
    items: shown.map(span => toItem(span, shownAbove(span.parent))),
    attributes: { ...root.attributes, ...(folded > 0 ? { 'spans of the engine': folded } : {}) },
    logs: toLogs(logs).map(({ spanId, ...log }) => {
      const place = spanId === undefined || ids.has(spanId) ? spanId : shownAbove(spanId);
      return { ...log, spanId: place ?? 'run' };
    }),
  };
}

function isEngineMade({ service, name, attributes }: SpanRow, workflows: ReadonlySet<string>): boolean {
  const isTransport = name === 'jsRpcSession' || attributes['jsrpc.method'] === '(this)';
  return isTransport || (service !== null && workflows.has(service));
}

function toItem(span: SpanRow, parentId: string | undefined): WorkItem {
  const { id, kind, startAt, ms, attributes, service } = span;
  const status = statusOf(span);
  return {
    ...{ id, name: nameOf(span), type: span.name === 'jsRpcCall' ? 'call' : (kind ?? 'span'), status },
    ...{ createdAt: startAt, endedAt: ms === null ? undefined : startAt + ms, parentId },
    error: status === 'failed' ? errorOf(span) : undefined,
    attributes: { ...attributes, ...(service === null ? {} : { service }) },
  };
}

/** Leaves out the start of a span, which is a log record, too. */
export function toLogs(rows: readonly LogRow[]): readonly Log[] {
  return rows.flatMap(({ span, at, level, message, operation }) => {
    const logged = message === null ? undefined : parsePayload(message);
    const words = Array.isArray(logged) ? logged : operation === null ? [] : [logged];
    if (words.length === 0) return [];
    const text = words
      .map(word => (typeof word === 'string' ? word : toJsonText(word, { indent: 0 })))
      .join(' ');
    return [{ at, level: level ?? 'info', message: text, spanId: span ?? undefined, attributes: {} }];
  });
}
