import { compareSpans } from '../../../contract/trace-pages.ts';
import { isRecord } from '../../../model/is-record.ts';
import { listOf, toMs } from '../files/any-value.ts';
import { type Framed, toId } from '../files/otlp-line.ts';
import { readGenAiEvent } from '../messages/genai-events.ts';
import { exceptionOf, type SpanError, toSpanError } from '../spans/exception.ts';
import { type MessageKeys, toMessageKeys } from '../spans/indexed-attributes.ts';
import type { SpanEntry } from '../spans/span-entry.ts';

/** What the index keeps of a log record. */
export type LogEntry = {
  readonly line: number;
  readonly at: number;
  readonly spanId: string | undefined;
  /** Epoch ms with a fraction. */
  readonly loggedAt: number;
  /** What it says was said to a model, and by it. */
  readonly said?: MessageKeys;
  /** The exception that it tells. */
  readonly error?: SpanError;
};

/** All that is there of one trace so far. */
export type TraceGroup = {
  readonly id: string;
  /** By span id; of a span that was exported twice the last one counts that has ended. */
  readonly entries: Map<string, SpanEntry>;
  readonly logs: LogEntry[];
  readonly runIds: Set<string>;
  readonly conversations: Set<string>;
};

export function createTraceGroup(id: string): TraceGroup {
  return { id, entries: new Map(), logs: [], runIds: new Set(), conversations: new Set() };
}

export function addEntry(trace: TraceGroup, entry: SpanEntry): void {
  const before = trace.entries.get(entry.id);
  if (!entry.isOpen || !before || before.isOpen) trace.entries.set(entry.id, entry);
  if (entry.attributes?.runId !== undefined) trace.runIds.add(entry.attributes.runId);
  if (entry.attributes?.conversation !== undefined) trace.conversations.add(entry.attributes.conversation);
}

/** `undefined` when it belongs to no trace. */
export function toLogEntry(
  { raw }: Framed,
  place: { readonly line: number; readonly at: number },
): (LogEntry & { readonly traceId: string }) | undefined {
  const traceId = toId(raw.traceId);
  if (traceId === undefined) return undefined;
  const loggedAt = toMs(raw.timeUnixNano) ?? toMs(raw.observedTimeUnixNano) ?? 0;
  const spanId = toId(raw.spanId);
  const said = spanId === undefined ? undefined : readGenAiEvent(raw);
  const error = spanId === undefined ? undefined : errorOf(raw);
  return {
    ...place,
    traceId,
    spanId,
    loggedAt,
    ...(said && said.input.length + said.output.length > 0 ? { said: toMessageKeys(said) } : {}),
    ...(error ? { error } : {}),
  };
}

function errorOf({ attributes }: Framed['raw']): SpanError | undefined {
  const isTold = listOf(attributes).some(
    item => isRecord(item) && typeof item.key === 'string' && item.key.startsWith('exception.'),
  );
  const told = isTold ? exceptionOf(attributes) : undefined;
  return told && toSpanError(told, true);
}

/** What one trace has of one run. */
export type RunPart = {
  readonly trace: TraceGroup;
  readonly entries: readonly SpanEntry[];
  /** Whether a span of this id is of this part. */
  readonly has: (id: string) => boolean;
  readonly logs: readonly LogEntry[];
};

/**
 * The runs of a trace by their id: what `workflow.run.id` says, else `gen_ai.conversation.id`, else the trace
 * is the run. Where there are several, a span is of the run that the nearest span above it names, and what
 * stands above all of them is of the first.
 */
export function splitTrace(trace: TraceGroup): ReadonlyMap<string, RunPart> {
  const ids = trace.runIds.size > 0 ? trace.runIds : trace.conversations;
  if (ids.size > 1) return splitByNearest(trace, trace.runIds.size > 0 ? 'runId' : 'conversation');
  const [id = trace.id] = ids;
  const entries = [...trace.entries.values()];
  const whole: RunPart = { trace, entries, has: other => trace.entries.has(other), logs: trace.logs };
  return new Map(entries.length === 0 ? [] : [[id, whole]]);
}

function splitByNearest(trace: TraceGroup, field: 'runId' | 'conversation'): ReadonlyMap<string, RunPart> {
  const first = earliest(
    [...trace.entries.values()].filter(entry => entry.attributes?.[field] !== undefined),
  );
  const fallback = first?.attributes?.[field] ?? trace.id;
  const owners = new Map<string, string>();
  const members = new Map<string, SpanEntry[]>();
  for (const entry of trace.entries.values()) {
    const owner = ownerOf(entry, { trace, field, fallback, owners });
    const known = members.get(owner);
    if (known) known.push(entry);
    else members.set(owner, [entry]);
  }
  const logs = Map.groupBy(trace.logs, ({ spanId = '' }) => owners.get(spanId) ?? fallback);
  return new Map(
    [...members].map(([id, entries]) => {
      const has = (other: string) => owners.get(other) === id;
      return [id, { trace, entries, has, logs: logs.get(id) ?? [] }];
    }),
  );
}

type Owning = {
  readonly trace: TraceGroup;
  readonly field: 'runId' | 'conversation';
  /** Whose the spans are that have nobody above them. */
  readonly fallback: string;
  /** By span id; of every span that was looked at. */
  readonly owners: Map<string, string>;
};

/** Walks upwards and keeps what it finds for all on the way; parents may run in a circle. */
function ownerOf(entry: SpanEntry, { trace, field, fallback, owners }: Owning): string {
  const way = new Set<string>();
  let owner: string | undefined;
  for (
    let at: SpanEntry | undefined = entry;
    at && !way.has(at.id);
    at = trace.entries.get(at.parentId ?? '')
  ) {
    way.add(at.id);
    owner = owners.get(at.id) ?? at.attributes?.[field];
    if (owner !== undefined) break;
  }
  const found = owner ?? fallback;
  for (const id of way) owners.set(id, found);
  return found;
}

export function earliest(entries: readonly SpanEntry[]): SpanEntry | undefined {
  let first: SpanEntry | undefined;
  for (const entry of entries) if (!first || compareSpans(entry, first) < 0) first = entry;
  return first;
}
