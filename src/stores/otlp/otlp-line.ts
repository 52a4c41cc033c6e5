import { isObject, type JsonObject, listOf } from './any-value.ts';

/** A span or a log record as it was parsed, with what stands around it. */
export type Framed = { readonly raw: JsonObject; readonly resource: unknown; readonly scope: unknown };

/** Some editors put it first in a file. */
const byteOrderMark = 0xfeff;

export type OtlpLine = {
  readonly spans: readonly Framed[];
  readonly logs: readonly Framed[];
};

/**
 * Reads one line of OTLP/JSON (OpenTelemetry's file exporter): an object with `resourceSpans` or `resourceLogs`; metrics are known and
 * left out. `undefined` when it is none of these, or no JSON.
 */
export function parseLine(text: string): OtlpLine | undefined {
  const value = tryParse(text.charCodeAt(0) === byteOrderMark ? text.slice(1) : text);
  if (!isObject(value)) return undefined;
  const { resourceSpans, resourceLogs, resourceMetrics } = value;
  if (!Array.isArray(resourceSpans) && !Array.isArray(resourceLogs) && !Array.isArray(resourceMetrics)) {
    return undefined;
  }
  return {
    spans: unwrap(resourceSpans, 'scopeSpans', 'spans'),
    logs: unwrap(resourceLogs, 'scopeLogs', 'logRecords'),
  };
}

function unwrap(resources: unknown, scopesName: string, itemsName: string): readonly Framed[] {
  const framed: Framed[] = [];
  for (const outer of listOf(resources)) {
    if (!isObject(outer)) continue;
    for (const inner of listOf(outer[scopesName])) {
      if (!isObject(inner)) continue;
      for (const raw of listOf(inner[itemsName])) {
        if (isObject(raw)) framed.push({ raw, resource: outer.resource, scope: inner.scope });
      }
    }
  }
  return framed;
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether the beginning of a file looks like lines of OTLP/JSON with spans or logs. */
export function looksLikeOtlp(head: string): boolean {
  return /^\s*\{\s*"resource(?:Spans|Logs)"\s*:\s*\[/m.test(head);
}

const noIds: ReadonlySet<string> = new Set(['', '0'.repeat(16), '0'.repeat(32)]);
const lowerCase = /^[0-9a-f]+$/;

/** An id in lower case, as most write it; `undefined` for none, which some write as zeros. */
export function toId(value: unknown): string | undefined {
  if (typeof value !== 'string' || noIds.has(value)) return undefined;
  if (lowerCase.test(value)) return value;
  return /^[0-9A-F]+$/i.test(value) ? value.toLowerCase() : value;
}
