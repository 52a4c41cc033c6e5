import { memo } from '../../../model/memo.ts';
import type { SpanError } from '../spans/exception.ts';
import type { MessageKeys } from '../spans/indexed-attributes.ts';
import type { LogEntry } from '../spans/log-entry.ts';
import type { SpanEntry } from '../spans/span-entry.ts';
import type { RunPart } from './trace-group.ts';

const logsBySpan = memo(({ logs }: RunPart) => groupBySpan(logs));

/** A span's log records with messages or an exception, by time. */
export function spanLogs(part: RunPart, spanId: string): readonly LogEntry[] {
  if (part.logs.length === 0) return none;
  return logsBySpan(part).get(spanId) ?? none;
}

const none: readonly LogEntry[] = [];

function groupBySpan(logs: readonly LogEntry[]): ReadonlyMap<string, readonly LogEntry[]> {
  const notable = logs.filter(({ messageKeys, error }) => messageKeys !== undefined || error !== undefined);
  if (notable.length === 0) return new Map();
  return Map.groupBy(
    notable.sort((a, b) => a.loggedAt - b.loggedAt),
    ({ spanId = '' }) => spanId,
  );
}

/** From the span, else from its log records. */
export function messageKeysOf(entry: SpanEntry, part: RunPart): MessageKeys | undefined {
  if (entry.attributes?.messageKeys) return entry.attributes.messageKeys;
  const keys = spanLogs(part, entry.id).flatMap(({ messageKeys }) => messageKeys ?? []);
  if (keys.length === 0) return undefined;
  return { input: keys.flatMap(({ input }) => input), output: keys.flatMap(({ output }) => output) };
}

/** A failed span's exception, by its events, else its log records; else its status. */
export function spanErrorOf(entry: SpanEntry, part: RunPart | undefined): SpanError | undefined {
  if (!part || !entry.isFailed || entry.error?.isException) return entry.error;
  return loggedException(entry, part)?.error ?? entry.error;
}

export function loggedException(entry: SpanEntry, part: RunPart): LogEntry | undefined {
  return spanLogs(part, entry.id).findLast(({ error }) => error !== undefined);
}
