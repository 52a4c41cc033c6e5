import { compareSpans } from '../../../contract/trace-pages.ts';
import type { SpanEntry } from '../spans/span-entry.ts';
import {
  earliest,
  entryIn,
  findAbove,
  nearestAbove,
  type RunPart,
  type RunRoots,
  type RunSpans,
  type TraceGroup,
} from './trace-group.ts';

/**
 * Spans without a parent or with one in another process; or the only topmost span with the run's id, or of a
 * workflow of Mastra. What Mastra resumed goes on in a span below its root.
 */
function findRoots(part: RunSpans): RunRoots {
  const roots = findFirstRoots(part);
  const resumed = resumedBelow(roots.spans, part);
  if (resumed.length === 0) return roots;
  return { ...roots, spans: [...roots.spans, ...resumed].sort(compareSpans) };
}

function resumedBelow(roots: readonly SpanEntry[], part: RunSpans): readonly SpanEntry[] {
  const resumed = part.entries.filter(entry => entry.attributes?.resumed && isRunSpan(entry));
  if (resumed.length === 0) return [];
  const runs = new Set(roots);
  const runAbove = nearestAbove(part, entry => isRunSpan(entry) || runs.has(entry));
  return resumed.sort(compareSpans).filter(entry => {
    const above = runAbove(entry);
    if (runs.has(entry) || !above || !runs.has(above)) return false;
    runs.add(entry);
    return true;
  });
}

function isRunSpan({ attributes }: SpanEntry): boolean {
  return attributes?.operation === 'invoke_workflow' || attributes?.operation === 'invoke_agent';
}

function findFirstRoots(part: RunSpans): RunRoots {
  const { runId } = part;
  const byId = topmost(
    part,
    ({ attributes }) => attributes?.runId === runId || attributes?.conversation === runId,
  );
  const named = byId.length === 0 ? topmostWorkflows(part) : byId;
  const [only] = named;
  if (only && named.length === 1 && entryIn(part, only.parentId)) return { spans: [only], areComplete: true };
  const roots = part.entries.filter(({ parentId }) => !entryIn(part, parentId));
  const whole = roots.filter(root => isRunRoot(root, part));
  if (whole.length > 0) return { spans: whole.sort(compareSpans), areComplete: true };
  if (roots.length > 0) return { spans: roots.sort(compareSpans), areComplete: false };
  const first = earliest(part.entries);
  return { spans: first ? [first] : [], areComplete: false };
}

/** True without a parent, or with one in another process or run; false for a step of an engine. */
function isRunRoot({ parentId, isEntry, attributes }: SpanEntry, { trace }: RunSpans): boolean {
  if (attributes?.stepStatus !== undefined && parentId !== undefined) return false;
  return parentId === undefined || isEntry || attributes?.resumed === true || trace.entries.has(parentId);
}

/** Workflows that report their end; spans above them may only carry a request. */
function topmostWorkflows(part: RunSpans): readonly SpanEntry[] {
  const calls = topmost(part, ({ attributes }) => attributes?.operation !== undefined);
  const areWorkflows = calls.every(
    ({ attributes }) => attributes?.operation === 'invoke_workflow' && attributes.endStatus !== undefined,
  );
  return areWorkflows ? calls : [];
}

export function topmostAgents(part: RunSpans): readonly string[] {
  return topmost(part, ({ attributes }) => attributes?.agent !== undefined).flatMap(
    ({ attributes }) => attributes?.agent ?? [],
  );
}

function topmost(part: RunSpans, matches: (entry: SpanEntry) => boolean): readonly SpanEntry[] {
  return part.entries.filter(entry => matches(entry) && !findAbove(part, entry, matches));
}

export function hasEngineSpans(entries: readonly SpanEntry[]): boolean {
  return entries.some(
    ({ attributes }) => attributes?.phase !== undefined || attributes?.stepStatus !== undefined,
  );
}

/**
 * Named steps, calls of models, agents and tools, and spans directly below a root, unless an engine runs the
 * workflow in many spans: then those are the engine's own work.
 */
export function findSteps(part: RunPart, isEngine: boolean): readonly SpanEntry[] {
  const { spans, areComplete } = part.roots;
  // Without the root, every span below it is a root, and there may be very many.
  const roots = new Set(spans.map(({ id }) => id));
  return part.entries.filter(({ id, parentId, attributes, isEntry }) => {
    if (attributes?.skipped || (isEngine && attributes?.phase !== undefined)) return false;
    if (roots.has(id) && (areComplete || isEngine)) return attributes?.step !== undefined && isEngine;
    if (roots.has(id)) return true;
    if (
      attributes?.operation !== undefined ||
      attributes?.step !== undefined ||
      attributes?.tool !== undefined
    )
      return true;
    if (parentId === undefined || isEngine) return false;
    return roots.has(parentId) || !(isEntry || entryIn(part, parentId));
  });
}

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

function splitByNearest(trace: TraceGroup, field: RunField, naming: readonly SpanEntry[]) {
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
  readonly fallback: string;
  readonly owners: Map<string, string>;
};

/** Caches the owner of every span on the path up. Parents may form a cycle. */
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
