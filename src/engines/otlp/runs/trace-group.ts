import { compareSpans } from '../../../contract/trace-pages.ts';
import { isRecord } from '../../../model/is-record.ts';
import { listOf, toMs } from '../files/any-value.ts';
import { type Framed, toId } from '../files/otlp-line.ts';
import { readGenAiEvent } from '../messages/genai-events.ts';
import { exceptionOf, type SpanError, toSpanError } from '../spans/exception.ts';
import { type MessageKeys, toMessageKeys } from '../spans/indexed-attributes.ts';
import type { SpanEntry } from '../spans/span-entry.ts';
import type { StringPool } from '../spans/string-pool.ts';

/** A log record in the index. */
export type LogEntry = {
  readonly line: number;
  readonly at: number;
  readonly spanId: string | undefined;
  /** Epoch ms with a fraction. */
  readonly loggedAt: number;
  readonly messageKeys?: MessageKeys;
  readonly error?: SpanError;
};

/** The spans and log records read so far of one trace. */
export type TraceGroup = {
  readonly id: string;
  /** By span id. Of spans exported twice, the last that has ended counts. */
  readonly entries: Map<string, SpanEntry>;
  readonly logs: LogEntry[];
  /** As last split. */
  parts: readonly RunPart[];
};

export function createTraceGroup(id: string): TraceGroup {
  return { id, entries: new Map(), logs: [], parts: [] };
}

export function addEntry(trace: TraceGroup, entry: SpanEntry): void {
  const before = trace.entries.get(entry.id);
  if (!entry.isOpen || !before || before.isOpen) trace.entries.set(entry.id, entry);
}

export function toLogEntry(
  { raw }: Framed,
  place: { readonly line: number; readonly at: number },
  pool: StringPool,
): LogEntry {
  const loggedAt = toMs(raw.timeUnixNano) ?? toMs(raw.observedTimeUnixNano) ?? 0;
  const spanId = toId(raw.spanId);
  const messages = spanId === undefined ? undefined : readGenAiEvent(raw);
  const error = spanId === undefined ? undefined : errorOf(raw, pool);
  return {
    ...place,
    spanId,
    loggedAt,
    ...(messages && messages.input.length + messages.output.length > 0
      ? { messageKeys: toMessageKeys(messages) }
      : {}),
    ...(error ? { error } : {}),
  };
}

function errorOf({ attributes }: Framed['raw'], pool: StringPool): SpanError | undefined {
  const hasException = listOf(attributes).some(
    item => isRecord(item) && typeof item.key === 'string' && item.key.startsWith('exception.'),
  );
  const exception = hasException ? exceptionOf(attributes) : undefined;
  return exception && toSpanError(exception, true, pool);
}

/** The part of one run that is in one trace. */
export type RunPart = {
  readonly runId: string;
  readonly trace: TraceGroup;
  readonly entries: readonly SpanEntry[];
  readonly has: (id: string) => boolean;
  readonly logs: readonly LogEntry[];
};

/**
 * By `workflow.run.id`, else `gen_ai.conversation.id`, else the trace id. In a trace with several runs, a
 * span belongs to the run that its nearest ancestor names, else to the first run.
 */
export function splitTrace(trace: TraceGroup): readonly RunPart[] {
  const entries = [...trace.entries.values()];
  if (entries.length === 0) return [];
  const field = entries.some(({ attributes }) => attributes?.runId !== undefined) ? 'runId' : 'conversation';
  const naming = entries.filter(({ attributes }) => attributes?.[field] !== undefined);
  const id = naming[0]?.attributes?.[field] ?? trace.id;
  if (naming.some(({ attributes }) => attributes?.[field] !== id))
    return splitByNearest(trace, field, naming);
  return [{ runId: id, trace, entries, has: other => trace.entries.has(other), logs: trace.logs }];
}

type RunField = 'runId' | 'conversation';

function splitByNearest(
  trace: TraceGroup,
  field: RunField,
  naming: readonly SpanEntry[],
): readonly RunPart[] {
  const fallback = earliest(naming)?.attributes?.[field] ?? trace.id;
  const owners = new Map<string, string>();
  const members = new Map<string, SpanEntry[]>();
  for (const entry of trace.entries.values()) {
    const owner = ownerOf(entry, { trace, field, fallback, owners });
    const known = members.get(owner);
    if (known) known.push(entry);
    else members.set(owner, [entry]);
  }
  const logs = Map.groupBy(trace.logs, ({ spanId = '' }) => owners.get(spanId) ?? fallback);
  return [...members].map(([runId, entries]) => {
    const has = (other: string) => owners.get(other) === runId;
    return { runId, trace, entries, has, logs: logs.get(runId) ?? [] };
  });
}

type OwnerSearch = {
  readonly trace: TraceGroup;
  readonly field: RunField;
  /** The run of spans that have none above them. */
  readonly fallback: string;
  /** By span id, of the spans visited so far. */
  readonly owners: Map<string, string>;
};

/** Walks up, and caches the owner of every span on the path. Parents may form a cycle. */
function ownerOf(entry: SpanEntry, { trace, field, fallback, owners }: OwnerSearch): string {
  const path = new Set<string>();
  let owner: string | undefined;
  for (
    let at: SpanEntry | undefined = entry;
    at && !path.has(at.id);
    at = trace.entries.get(at.parentId ?? '')
  ) {
    path.add(at.id);
    owner = owners.get(at.id) ?? at.attributes?.[field];
    if (owner !== undefined) break;
  }
  const found = owner ?? fallback;
  for (const id of path) owners.set(id, found);
  return found;
}

export function entriesOf(parts: readonly RunPart[]): readonly SpanEntry[] {
  return joined(parts.map(({ entries }) => entries));
}

/** Copies nothing where there is one list, as most runs have one trace. */
export function joined<T>(lists: readonly (readonly T[])[]): readonly T[] {
  const [only, ...others] = lists;
  return only && others.length === 0 ? only : lists.flat();
}

export function earliest(entries: readonly SpanEntry[]): SpanEntry | undefined {
  let first: SpanEntry | undefined;
  for (const entry of entries) if (!first || compareSpans(entry, first) < 0) first = entry;
  return first;
}
