/** Spans and logs as OTLP/JSON, invented here; `test/engines/otel` has those of real exporters. */

export const traceA = 'a'.repeat(32);
export const traceB = 'b'.repeat(32);
/** Epoch ms that spans of the tests start from. */
export const start = Date.parse('2026-11-24T10:00:00Z');

export type Attributes = Readonly<Record<string, unknown>>;

export type SpanText = {
  readonly trace?: string;
  readonly id: string;
  readonly parent?: string;
  readonly name?: string;
  /** Ms after `start`. */
  readonly from?: number;
  readonly to?: number;
  readonly attributes?: Attributes;
  readonly code?: number;
  readonly message?: string;
  readonly events?: readonly unknown[];
  readonly kind?: number;
  readonly flags?: number;
};

export function anyValue(value: unknown): unknown {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'number')
    return Number.isInteger(value) ? { intValue: value } : { doubleValue: value };
  if (Array.isArray(value)) return { arrayValue: { values: value.map(anyValue) } };
  if (typeof value === 'object' && value !== null) return { kvlistValue: { values: attributes(value) } };
  return {};
}

export function attributes(of: object): readonly unknown[] {
  return Object.entries(of).map(([key, value]) => ({ key, value: anyValue(value) }));
}

export function nanos(ms: number): string {
  return `${BigInt(Math.round((start + ms) * 1_000)) * 1_000n}`;
}

export function spanText(span: SpanText): unknown {
  const {
    trace = traceA,
    id,
    parent,
    name = 'span',
    from = 0,
    to = from + 10,
    code = 0,
    message,
    events = [],
  } = span;
  return {
    traceId: trace,
    spanId: idText(id),
    ...(parent === undefined ? {} : { parentSpanId: idText(parent) }),
    name,
    kind: span.kind ?? 1,
    startTimeUnixNano: nanos(from),
    endTimeUnixNano: nanos(to),
    attributes: attributes(span.attributes ?? {}),
    events,
    status: { code, ...(message === undefined ? {} : { message }) },
    ...(span.flags === undefined ? {} : { flags: span.flags }),
  };
}

/** Sixteen digits, so that short ids can stand in the tests. */
export function idText(id: string): string {
  return Buffer.from(id).toString('hex').padStart(16, '0').slice(-16);
}

export function exceptionEvent(type: string, message: string): unknown {
  return {
    name: 'exception',
    timeUnixNano: nanos(5),
    attributes: attributes({
      'exception.type': type,
      'exception.message': message,
      'exception.stacktrace': `${type}: ${message}\n  at x`,
    }),
  };
}

export function tracesLine(spans: readonly SpanText[], service = 'shop'): string {
  const resource = { attributes: attributes({ 'service.name': service }) };
  return `${JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ scope: { name: 'tests', version: '1.2.3' }, spans: spans.map(spanText) }] }] })}\n`;
}

export type LogText = {
  readonly trace?: string;
  readonly span?: string;
  readonly at?: number;
  readonly body?: unknown;
  readonly severity?: number;
};

export function logsLine(logs: readonly LogText[]): string {
  const logRecords = logs.map(({ trace = traceA, span, at = 0, body = 'said', severity = 9 }) => ({
    timeUnixNano: nanos(at),
    severityNumber: severity,
    body: anyValue(body),
    attributes: [],
    traceId: trace,
    ...(span === undefined ? {} : { spanId: idText(span) }),
  }));
  return `${JSON.stringify({ resourceLogs: [{ scopeLogs: [{ scope: {}, logRecords }] }] })}\n`;
}
