import * as v from 'valibot';
import { isRecord } from '../../model/is-record.ts';
import type { RunSummary } from '../../model/run.ts';
import { isActive } from '../../model/status.ts';
import { parseJsonText, toMs } from '../otlp/files/any-value.ts';
import type { Framed, OtlpLine } from '../otlp/files/otlp-line.ts';
import { type AttributeName, attributeKeys } from '../otlp/messages/attribute-names.ts';
import { createRunIndex, type IndexedRun, outcomeOf, summarize } from '../otlp/runs/run-index.ts';

const text = v.optional(v.string(), '');
const attributes = v.optional(v.record(v.string(), v.unknown()), {});
const texts = v.optional(v.array(v.string()), []);
const eventList = v.optional(v.array(v.record(v.string(), v.unknown())), []);

export const spanSchema = v.object({
  ...{ trace: v.string(), span: v.string(), parent: v.string(), name: v.string(), kind: text, service: text },
  ...{ startNs: v.string(), endNs: v.string(), code: text, message: text, attributes },
  /** Type and message of the last exception. */
  exception: texts,
  ...{ resource: attributes, scope: text, scopeVersion: text },
  ...{ eventTimes: texts, eventNames: texts, eventAttributes: eventList },
  ...{ linkTraces: texts, linkSpans: texts, linkAttributes: eventList },
});

export type SpanRow = v.InferOutput<typeof spanSchema>;

/** Older servers quote numbers of 64 bits. */
export const number = v.pipe(v.union([v.number(), v.string()]), v.transform(Number));

export const logSchema = v.object({
  ...{ trace: v.string(), span: v.string(), at: v.string(), severity: text, severityNumber: number },
  ...{ body: text, event: text, attributes, resource: attributes },
});

type LogRow = v.InferOutput<typeof logSchema>;

const tellingNames: readonly AttributeName[] = [
  ...([
    'runStatus',
    'endStatus',
    'resumed',
    'phase',
    'workflow',
    'conversation',
    'operation',
    'agent',
  ] as const),
  ...(['entity', 'tool', 'finishReason', 'step', 'stepStatus', 'errorType', 'errorMessage'] as const),
  ...(['openHooks', 'openWaits', 'openSteps'] as const),
];
export const tellingKeys = attributeKeys(tellingNames);
/** The id of a run says something only beside one of these. */
export const countedKeys = [...attributeKeys(['runId']), ...tellingKeys];
export const rowKeys = [
  ...countedKeys,
  ...attributeKeys(['actor', 'method', 'route', 'destination', 'attempt']),
];
export const messageKeys = attributeKeys(['errorMessage']);

export type TraceRow = { readonly id: string; readonly createdAt: number; readonly summary: RunSummary };

export function indexSpans(spans: readonly SpanRow[], logs: readonly LogRow[] = []) {
  const content: OtlpLine = { spans: spans.map(toFramed), logs: logs.map(toFramedLog) };
  const index = createRunIndex();
  index.add(0, content);
  return { index, load: () => content };
}

export function runWith(runs: readonly IndexedRun[], spanId: string): IndexedRun | undefined {
  return (
    runs.find(({ parts }) => parts.some(({ trace }) => trace.entries.has(spanId.toLowerCase()))) ?? runs[0]
  );
}

export function rootsOf(spans: readonly SpanRow[]): readonly SpanRow[] {
  const roots = spans.filter(isParentless);
  return roots.length > 0 ? roots : spans;
}

function isParentless({ parent }: SpanRow): boolean {
  return parent === '';
}

/** `below` are spans that explain a run whose root only says that it failed or was suspended. */
export function toRow(roots: readonly SpanRow[], below: readonly SpanRow[] = []): TraceRow | undefined {
  const first = firstOf(roots);
  const run = first && runWith(indexSpans([...roots, ...below]).index.runs(), first.span);
  if (!first || !run) return undefined;
  const { reported } = outcomeOf(run);
  const isPart = reported !== undefined && isActive(reported);
  const id = first.trace;
  const createdAt = startMs(first);
  return {
    ...{ id, createdAt },
    summary: {
      ...summarize(run).summary,
      ...(isPart ? { status: 'unknown', statusRaw: 'in several spans', finishedAt: undefined } : {}),
      ...{ id, createdAt, models: [], services: [], parentId: undefined },
      ...{ costUsd: undefined, messageCount: undefined, stepCount: undefined },
    },
  };
}

export function startMs({ startNs }: SpanRow): number {
  return Number(startNs.slice(0, -6)) || 0;
}

function firstOf(roots: readonly SpanRow[]): SpanRow | undefined {
  const isEntry = ({ kind }: SpanRow) => /^(?:span_kind_)?(?:server|consumer)$/i.test(kind);
  const parentless = roots.filter(isParentless);
  const entries = roots.filter(isEntry);
  const [among] = [parentless, entries, roots].filter(list => list.length > 0);
  return among?.reduce((first, one) => (compareStarts(one, first) < 0 ? one : first));
}

function compareStarts(a: SpanRow, b: SpanRow): number {
  return (toMs(a.startNs) ?? 0) - (toMs(b.startNs) ?? 0) || (a.span < b.span ? -1 : 1);
}

/** True of a failed run whose roots do not say why: spans below have to. */
export function lacksWhy({ summary }: TraceRow, roots: readonly SpanRow[]): boolean {
  return summary.status === 'failed' && !roots.some(saysWhy);
}

function saysWhy({ message, exception, attributes }: SpanRow): boolean {
  return [message, exception[1], ...messageKeys.map(key => attributes[key])].some(one => (one ?? '') !== '');
}

function toFramed(row: SpanRow): Framed {
  const { kind, code, message, service, resource, scope, scopeVersion } = row;
  const named = resource['service.name'] === undefined && service !== '' ? { 'service.name': service } : {};
  return {
    raw: {
      ...{ traceId: row.trace, spanId: row.span, parentSpanId: row.parent, name: row.name },
      kind: kind.toUpperCase(),
      ...{ startTimeUnixNano: row.startNs, endTimeUnixNano: row.endNs },
      attributes: toKeyValues(row.attributes),
      events: [...row.eventNames.map((name, at) => toEvent(name, row, at)), ...exceptionEvents(row)],
      links: row.linkTraces.map((traceId, at) => ({
        ...{ traceId, spanId: row.linkSpans[at], attributes: toKeyValues(row.linkAttributes[at] ?? {}) },
      })),
      status: { code: toCode(code), ...(message === '' ? {} : { message }) },
    },
    resource: { attributes: toKeyValues({ ...named, ...resource }) },
    scope: { name: scope, version: scopeVersion },
  };
}

function toEvent(name: string, { eventTimes, eventAttributes }: SpanRow, at: number) {
  return { name, timeUnixNano: eventTimes[at], attributes: toKeyValues(eventAttributes[at] ?? {}) };
}

function exceptionEvents({ exception: [type = '', message = ''] }: SpanRow) {
  if (type === '' && message === '') return [];
  return [
    { name: 'exception', attributes: toKeyValues({ 'exception.type': type, 'exception.message': message }) },
  ];
}

function toCode(code: string): number {
  const word = code.toUpperCase().replace('STATUS_CODE_', '');
  return word === 'ERROR' ? 2 : Number(word === 'OK');
}

/** The exporter writes a body that is an object, such as a model's messages, as JSON. */
function toFramedLog(row: LogRow): Framed {
  const { trace, span, at, severity, severityNumber, body, event, attributes, resource } = row;
  const isEvent = event !== '' || attributes['event.name'] !== undefined;
  return {
    raw: {
      ...{ traceId: trace, spanId: span, timeUnixNano: at, severityNumber, severityText: severity },
      body: isEvent ? toAnyValue(parseJsonText(body)) : { stringValue: body },
      attributes: toKeyValues(attributes),
      ...(event === '' ? {} : { eventName: event }),
    },
    resource: { attributes: toKeyValues(resource) },
    scope: undefined,
  };
}

/** Objects, which the exporter's JSON columns make of keys with dots, become such keys again. */
function toKeyValues(
  given: Readonly<Record<string, unknown>>,
  prefix = '',
): { key: string; value: unknown }[] {
  return Object.entries(given).flatMap(([name, value]) =>
    isRecord(value)
      ? toKeyValues(value, `${prefix}${name}.`)
      : value === null || value === ''
        ? []
        : [{ key: prefix + name, value: toAnyValue(value) }],
  );
}

/** Columns of type `Map` hold texts only, also for booleans. */
function toAnyValue(value: unknown): unknown {
  if (Array.isArray(value)) return { arrayValue: { values: value.map(toAnyValue) } };
  if (isRecord(value))
    return {
      kvlistValue: { values: Object.entries(value).map(([key, one]) => ({ key, value: toAnyValue(one) })) },
    };
  if (typeof value === 'number') return { doubleValue: value };
  if (value === true || value === 'true') return { boolValue: true };
  return value === false || value === 'false' ? { boolValue: false } : { stringValue: String(value) };
}
