import type { SpanError } from '../spans/exception.ts';
import type { MessageKeys } from '../spans/indexed-attributes.ts';
import type { SpanEntry } from '../spans/span-entry.ts';
import type { LogEntry, RunPart } from './trace-group.ts';

const known = new WeakMap<RunPart, ReadonlyMap<string, readonly LogEntry[]>>();

/** The log records of a span that tell of messages or of an exception, by time. */
export function spanLogs(part: RunPart, spanId: string): readonly LogEntry[] {
  const bySpan = known.get(part) ?? groupBySpan(part.logs);
  known.set(part, bySpan);
  return bySpan.get(spanId) ?? none;
}

const none: readonly LogEntry[] = [];

function groupBySpan(logs: readonly LogEntry[]): ReadonlyMap<string, readonly LogEntry[]> {
  const telling = logs.filter(({ said, error }) => said !== undefined || error !== undefined);
  if (telling.length === 0) return new Map();
  return Map.groupBy(
    telling.sort((a, b) => a.loggedAt - b.loggedAt),
    ({ spanId = '' }) => spanId,
  );
}

/** What a span says was said, else what its log records do. */
export function messageKeysOf(entry: SpanEntry, part: RunPart): MessageKeys | undefined {
  if (entry.attributes?.said) return entry.attributes.said;
  const told = spanLogs(part, entry.id).flatMap(({ said }) => said ?? []);
  if (told.length === 0) return undefined;
  return { input: told.flatMap(({ input }) => input), output: told.flatMap(({ output }) => output) };
}

/** The exception that a failed span's own events tell, else its log records, else what its status says. */
export function spanErrorOf(entry: SpanEntry, part: RunPart | undefined): SpanError | undefined {
  if (!part || !entry.isFailed || entry.error?.isException) return entry.error;
  return loggedException(entry, part)?.error ?? entry.error;
}

/** The last one that log records tell. */
export function loggedException(entry: SpanEntry, part: RunPart): LogEntry | undefined {
  return spanLogs(part, entry.id).findLast(({ error }) => error !== undefined);
}
