import { compareSpans } from '../../../contract/trace-pages.ts';
import { memo } from '../../../model/memo.ts';
import type { SpanError } from '../spans/exception.ts';
import type { MessageKeys } from '../spans/indexed-attributes.ts';
import type { LogEntry, SpanEntry } from '../spans/span-entry.ts';

export type TraceGroup = {
  readonly id: string;
  /** By span id. Where a span was exported twice, the last that has ended counts. */
  readonly entries: Map<string, SpanEntry>;
  readonly logs: LogEntry[];
  parts: readonly RunPart[];
};

export type RunSpans = {
  readonly runId: string;
  readonly trace: TraceGroup;
  readonly entries: readonly SpanEntry[];
  readonly owners: ReadonlyMap<string, string> | undefined;
};

export type RunPart = RunSpans & { readonly logs: readonly LogEntry[]; readonly roots: RunRoots };

export type RunRoots = {
  readonly spans: readonly SpanEntry[];
  /** False while the root is missing: the run may be active, its process dead, or the span lost. */
  readonly areComplete: boolean;
};

export function entryIn({ runId, trace, owners }: RunSpans, id: string | undefined): SpanEntry | undefined {
  if (id === undefined || (owners && owners.get(id) !== runId)) return undefined;
  return trace.entries.get(id);
}

const maxDepth = 1_000;

/** The nearest matching span above. Parents may form a cycle. */
export function findAbove(spans: RunSpans, { parentId }: SpanEntry, matches: (entry: SpanEntry) => boolean) {
  let above = entryIn(spans, parentId);
  for (let depth = 0; above && depth < maxDepth; depth += 1) {
    if (matches(above)) return above;
    above = entryIn(spans, above.parentId);
  }
  return undefined;
}

export function entriesOf(parts: readonly RunPart[]): readonly SpanEntry[] {
  return joined(parts.map(({ entries }) => entries));
}

export function rootsOf(parts: readonly RunPart[]): readonly SpanEntry[] {
  return joined(parts.map(({ roots }) => roots.spans));
}

/** Does not copy a single list: most runs have one trace. */
export function joined<T>(lists: readonly (readonly T[])[]): readonly T[] {
  const [only, ...others] = lists;
  return only && others.length === 0 ? only : lists.flat();
}

export function earliest(entries: readonly SpanEntry[]): SpanEntry | undefined {
  let first: SpanEntry | undefined;
  for (const entry of entries) if (!first || compareSpans(entry, first) < 0) first = entry;
  return first;
}

/** The AI SDK names every tool call's span `ai.toolCall`. */
export function nameOfStep({ attributes, name }: SpanEntry): string {
  return attributes?.step ?? (name === 'ai.toolCall' ? (attributes?.tool ?? name) : name);
}

export function findAncestors(part: RunPart, matches: (entry: SpanEntry) => boolean): ReadonlySet<string> {
  let ancestors: Set<string> | undefined;
  for (const entry of part.entries) {
    if (!matches(entry)) continue;
    let above = entryIn(part, entry.parentId);
    while (above && !ancestors?.has(above.id)) {
      ancestors ??= new Set();
      ancestors.add(above.id);
      above = entryIn(part, above.parentId);
    }
  }
  return ancestors ?? noAncestors;
}

const noAncestors: ReadonlySet<string> = new Set();

/** Visits each span once; parents may form a cycle. */
export function nearestAbove(spans: RunSpans, matches: (entry: SpanEntry) => boolean) {
  const known = new Map<SpanEntry, SpanEntry | undefined>();
  return (entry: SpanEntry): SpanEntry | undefined => {
    const path: SpanEntry[] = [];
    let found: SpanEntry | undefined;
    for (let at: SpanEntry | undefined = entry; at; at = entryIn(spans, at.parentId)) {
      if (known.has(at)) {
        found = matches(at) ? at : known.get(at);
        break;
      }
      known.set(at, undefined);
      path.push(at);
    }
    for (const one of path.reverse()) {
      known.set(one, found);
      if (matches(one)) found = one;
    }
    return known.get(entry);
  };
}

const logsBySpan = memo(({ logs }: RunPart) => groupBySpan(logs));

export function spanLogs(part: RunPart, spanId: string): readonly LogEntry[] {
  if (part.logs.length === 0) return noLogs;
  return logsBySpan(part).get(spanId) ?? noLogs;
}

const noLogs: readonly LogEntry[] = [];

function groupBySpan(logs: readonly LogEntry[]): ReadonlyMap<string, readonly LogEntry[]> {
  const notable = logs.filter(({ messageKeys, error }) => messageKeys !== undefined || error !== undefined);
  if (notable.length === 0) return new Map();
  return Map.groupBy(
    notable.sort((a, b) => a.loggedAt - b.loggedAt),
    ({ spanId = '' }) => spanId,
  );
}

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
