import { toMs, toRecord, toValue } from '../../../src/engines/otlp/files/any-value.ts';
import { type Framed, parseLine } from '../../../src/engines/otlp/files/otlp-line.ts';
import { isRecord, listOf, textOf } from '../../../src/model/is-record.ts';

/** Spans and log records of OTLP/JSON lines as rows that the exporter of the Collector writes. */
export function exporterRows(lines: string) {
  const parsed = lines.split('\n').flatMap(line => (line === '' ? [] : (parseLine(line) ?? [])));
  return {
    spans: parsed.flatMap(({ spans }) => spans.map(toSpanRow)),
    logs: parsed.flatMap(({ logs }) => logs.map(toLogRow)),
  };
}

const kinds = ['Unspecified', 'Internal', 'Server', 'Client', 'Producer', 'Consumer'];
const codes = ['Unset', 'Ok', 'Error'];

function toSpanRow({ raw, resource, scope }: Framed) {
  const start = BigInt(String(raw.startTimeUnixNano));
  const status = isRecord(raw.status) ? raw.status : {};
  const events = listOf(raw.events).filter(isRecord);
  const links = listOf(raw.links).filter(isRecord);
  const named = isRecord(scope) ? scope : {};
  return {
    Timestamp: toTimestamp(String(start)),
    ...{ TraceId: raw.traceId, SpanId: raw.spanId, ParentSpanId: raw.parentSpanId ?? '', SpanName: raw.name },
    SpanKind: typeof raw.kind === 'number' ? kinds[raw.kind] : kinds[0],
    ...resourceOf(resource),
    ...{ ScopeName: textOf(named.name) ?? '', ScopeVersion: textOf(named.version) ?? '' },
    SpanAttributes: toTexts(raw.attributes),
    Duration: String(BigInt(String(raw.endTimeUnixNano)) - start),
    StatusCode: codes[Number(status.code ?? 0)],
    StatusMessage: textOf(status.message) ?? '',
    'Events.Timestamp': events.map(({ timeUnixNano }) => toTimestamp(String(timeUnixNano))),
    'Events.Name': events.map(({ name }) => name),
    'Events.Attributes': events.map(event => toTexts(event.attributes)),
    'Links.TraceId': links.map(({ traceId }) => traceId),
    'Links.SpanId': links.map(({ spanId }) => spanId),
    'Links.TraceState': links.map(() => ''),
    'Links.Attributes': links.map(link => toTexts(link.attributes)),
  };
}

function toLogRow({ raw, resource }: Framed) {
  const value = toValue(raw.body);
  const body = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return {
    Timestamp: toTimestamp(String(raw.timeUnixNano ?? raw.observedTimeUnixNano)),
    ...{ TraceId: raw.traceId ?? '', SpanId: raw.spanId ?? '', SeverityText: textOf(raw.severityText) ?? '' },
    ...{
      SeverityNumber: Number(raw.severityNumber ?? 0),
      Body: body,
      LogAttributes: toTexts(raw.attributes),
    },
    ...resourceOf(resource),
  };
}

function resourceOf(resource: unknown) {
  const attributes = isRecord(resource) ? toTexts(resource.attributes) : {};
  return { ServiceName: attributes['service.name'] ?? '', ResourceAttributes: attributes };
}

function toTexts(attributes: unknown): Readonly<Record<string, string>> {
  const texts = Object.entries(toRecord(attributes)).map(
    ([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)] as const,
  );
  return Object.fromEntries(texts);
}

/** Nanoseconds as `2026-11-30 10:21:47.873389647`. */
function toTimestamp(nanos: string): string {
  const time = new Date(Math.floor(toMs(nanos) ?? 0)).toISOString().replace('T', ' ').slice(0, 19);
  return `${time}.${nanos.slice(-9)}`;
}
