import { compareSpans } from '../../../contract/trace-pages.ts';
import type { LogEntry } from '../spans/log-entry.ts';
import type { SpanEntry } from '../spans/span-entry.ts';

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

/** The spans of one run in one trace. */
export type RunSpans = {
  readonly runId: string;
  readonly trace: TraceGroup;
  readonly entries: readonly SpanEntry[];
  /** Run ids by span id, where the trace has several runs. */
  readonly owners: ReadonlyMap<string, string> | undefined;
};

/** The part of one run that is in one trace. */
export type RunPart = RunSpans & {
  readonly logs: readonly LogEntry[];
  readonly roots: RunRoots;
};

export type RunRoots = {
  /** The spans that represent the whole run in one trace, by start. */
  readonly spans: readonly SpanEntry[];
  /** False while their parent is missing: the run may be active, its process dead, or the parent lost. */
  readonly areComplete: boolean;
};

/** The span of the run with this id. */
export function entryIn({ runId, trace, owners }: RunSpans, id: string | undefined): SpanEntry | undefined {
  if (id === undefined || (owners && owners.get(id) !== runId)) return undefined;
  return trace.entries.get(id);
}

export function entriesOf(parts: readonly RunPart[]): readonly SpanEntry[] {
  return joined(parts.map(({ entries }) => entries));
}

export function rootsOf(parts: readonly RunPart[]): readonly SpanEntry[] {
  return joined(parts.map(({ roots }) => roots.spans));
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
