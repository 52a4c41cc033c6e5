import type { SpanEntry } from '../spans/span-entry.ts';
import { findRoots } from './run-roots.ts';
import { earliest, type RunPart, type RunSpans, type TraceGroup } from './trace-group.ts';

/**
 * By `workflow.run.id`, else `gen_ai.conversation.id`, else the trace id. In a trace with several runs, a
 * span belongs to the run that its nearest ancestor names, else to the first run.
 */
export function splitTrace(trace: TraceGroup): readonly RunPart[] {
  const entries = [...trace.entries.values()];
  if (entries.length === 0) return [];
  const field = entries.some(({ attributes }) => attributes?.runId !== undefined) ? 'runId' : 'conversation';
  const naming = entries.filter(({ attributes }) => attributes?.[field] !== undefined);
  const runId = naming[0]?.attributes?.[field] ?? trace.id;
  const isOneRun = naming.every(({ attributes }) => attributes?.[field] === runId);
  if (!isOneRun) return splitByNearest(trace, field, naming);
  return [toPart({ runId, trace, entries, owners: undefined }, trace.logs)];
}

function toPart(spans: RunSpans, logs: RunPart['logs']): RunPart {
  const { runId, trace, entries, owners } = spans;
  return { runId, trace, entries, owners, logs, roots: findRoots(spans) };
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
  return Array.from(members, ([runId, entries]) =>
    toPart({ runId, trace, entries, owners }, logs.get(runId) ?? []),
  );
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
