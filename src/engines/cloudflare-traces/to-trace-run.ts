import { summarizeFailure } from '../../model/failure/summarize-failure.ts';
import { parsePayload } from '../../model/payload/json-text.ts';
import { toJsonText } from '../../model/payload/payload-text.ts';
import type { Log, RunError, RunSummary } from '../../model/run.ts';
import type { RunStatus } from '../../model/status.ts';
import type { Work, WorkItem } from '../kit/work-items.ts';
import type { LogRow, SpanRow } from './trace-file.ts';

/** A trace as lists show it, by its first root. */
export type ListedTrace = {
  readonly root: SpanRow;
  readonly summary: RunSummary;
  readonly error?: RunError;
};

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
  return { root, summary, ...(error ? { error } : {}) };
}

/** `GET /orders`, the method of a call, or the engine's word. */
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

/** Errors are a text in the file, without a stack; an answer says only its number. */
function errorOf(span: SpanRow): RunError {
  const { error, outcome, attributes } = span;
  if (error !== null) {
    const [, name, message] = /^(\w*Error): (.*)$/s.exec(error) ?? [];
    return { value: error, message: message ?? error, ...(name === undefined ? {} : { name }) };
  }
  const code = isServerError(span) ? String(attributes[statusKey]) : undefined;
  const message = code === undefined ? `ended with ${outcome}` : `answered ${code}`;
  return { value: { message, code }, message, ...(code === undefined ? {} : { code }) };
}

/** Without what the engine does by itself: what is inside of that is below the span around it. */
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
    ...{ createdAt: startAt, ...(ms === null ? {} : { endedAt: startAt + ms }) },
    ...(parentId === undefined ? {} : { parentId }),
    ...(status === 'failed' ? { error: errorOf(span) } : {}),
    attributes: { ...attributes, ...(service === null ? {} : { service }) },
  };
}

/** What the program logged, and errors; the start of every span is a log too, which is left out. */
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
