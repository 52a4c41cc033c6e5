import { type Fields, isRecord, listOf } from '../../../model/is-record.ts';
import { tryParseJson } from '../../../model/payload/json-text.ts';

export type Framed = { readonly raw: Fields; readonly resource: unknown; readonly scope: unknown };

/** Some editors put it at the start of a file. */
const byteOrderMark = 0xfeff;

export type OtlpLine = { readonly spans: readonly Framed[]; readonly logs: readonly Framed[] };

/**
 * Parses an OTLP/JSON line (OpenTelemetry's file exporter) or a list of such objects, without metrics. Also
 * accepts Protocol Buffers' names (`resource_spans`) and the older `instrumentationLibrarySpans`. `undefined`
 * for anything else.
 */
export function parseLine(text: string): OtlpLine | undefined {
  const value = tryParseJson(text.charCodeAt(0) === byteOrderMark ? text.slice(1) : text);
  if (!Array.isArray(value)) return isRecord(value) ? readRequest(value) : undefined;
  const requests = value.flatMap(item => (isRecord(item) && readRequest(item)) || []);
  if (requests.length === 0) return undefined;
  return { spans: requests.flatMap(({ spans }) => spans), logs: requests.flatMap(({ logs }) => logs) };
}

export function readRequest(given: Fields): OtlpLine | undefined {
  const value = snakeNames.some(name => name in given) ? (toCamelNames(given) as Fields) : given;
  const { resourceSpans, resourceLogs, resourceMetrics } = value;
  if (!Array.isArray(resourceSpans) && !Array.isArray(resourceLogs) && !Array.isArray(resourceMetrics))
    return undefined;
  return {
    spans: unwrap(resourceSpans, ['scopeSpans', 'instrumentationLibrarySpans'], 'spans'),
    logs: unwrap(resourceLogs, ['scopeLogs', 'instrumentationLibraryLogs'], 'logRecords'),
  };
}

const snakeNames = ['resource_spans', 'resource_logs', 'resource_metrics'];

/** Renames members; attribute keys are values and stay. */
function toCamelNames(value: unknown, depth = 0): unknown {
  if (depth > maxDepth) return undefined;
  if (Array.isArray(value)) return value.map(item => toCamelNames(item, depth + 1));
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
      toCamelNames(inner, depth + 1),
    ]),
  );
}

const maxDepth = 500;

function unwrap(resources: unknown, scopesNames: readonly string[], itemsName: string): readonly Framed[] {
  const records = (value: unknown) => listOf(value).filter(isRecord);
  return records(resources).flatMap(outer =>
    records(scopesNames.map(name => outer[name]).find(Array.isArray)).flatMap(inner => {
      const scope = inner.scope ?? inner.instrumentationLibrary;
      return records(inner[itemsName]).map(raw => ({ raw, resource: outer.resource, scope }));
    }),
  );
}

export function looksLikeOtlp(head: string): boolean {
  return /^[^\S\r\n\u2028\u2029]*(?:\[\s*)?\{\s*"resource(?:Spans|Logs|_spans|_logs)"\s*:\s*\[/m.test(head);
}

export function holdsMetrics(head: string): boolean {
  return /^[^\S\r\n\u2028\u2029]*(?:\[\s*)?\{\s*"resource(?:Metrics|_metrics)"\s*:\s*\[/m.test(head);
}

const noIds: ReadonlySet<string> = new Set(['', '0'.repeat(16), '0'.repeat(32)]);
const lowerCase = /^[0-9a-f]+$/;

/** 16 or 8 bytes, in the JSON mapping of Protocol Buffers. */
const base64 = /^(?:[A-Za-z0-9+/]{22}==|[A-Za-z0-9+/]{11}=)$/;

/** Lower-case hexadecimal; `undefined` for none, which some exporters write as zeros. */
export function toId(value: unknown): string | undefined {
  if (typeof value !== 'string' || noIds.has(value)) return undefined;
  if (lowerCase.test(value)) return value;
  if (/^[0-9A-F]+$/i.test(value)) return value.toLowerCase();
  return base64.test(value) ? toId(Buffer.from(value, 'base64').toString('hex')) : value;
}
