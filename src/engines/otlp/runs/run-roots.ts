import { compareSpans } from '../../../contract/trace-pages.ts';
import type { SpanEntry } from '../spans/span-entry.ts';
import { earliest, type RunPart } from './trace-group.ts';

export type RunRoots = {
  /** The spans that stand for the whole run in one trace, by start. */
  readonly spans: readonly SpanEntry[];
  /**
   * Whether the run began with them. False while their parent is missing: a span is exported when it ends, so
   * the run may be under way, its process may have died, or the parent was lost.
   */
  readonly areComplete: boolean;
};

export type RootedPart = { readonly part: RunPart; readonly roots: RunRoots };

/**
 * The roots of a run in one trace: spans without a parent, and spans whose parent is in another process.
 * Where a single span further down has the run's id, that span is the root.
 */
export function findRoots(id: string, part: RunPart): RunRoots {
  const named = topmostNamed(id, part);
  const [only] = named;
  if (only && named.length === 1 && only.parentId !== undefined && part.has(only.parentId)) {
    return { spans: [only], areComplete: true };
  }
  const roots = part.entries.filter(({ parentId }) => parentId === undefined || !part.has(parentId));
  const whole = roots.filter(root => isRunRoot(root, part));
  if (whole.length > 0) return { spans: whole.sort(compareSpans), areComplete: true };
  if (roots.length > 0) return { spans: roots.sort(compareSpans), areComplete: false };
  const first = earliest(part.entries);
  return { spans: first ? [first] : [], areComplete: false };
}

/**
 * Whether a topmost span is the root of its run: it has no parent, or its parent is in another process or
 * another run. A step that an engine requested is not the run.
 */
function isRunRoot({ parentId, isEntry, attributes }: SpanEntry, { trace }: RunPart): boolean {
  if (attributes?.stepStatus !== undefined && parentId !== undefined) return false;
  return parentId === undefined || isEntry || trace.entries.has(parentId);
}

const maxDepth = 1_000;

/** The spans with the run's id that are not below another such span. */
function topmostNamed(id: string, part: RunPart): readonly SpanEntry[] {
  return topmost(part, ({ attributes }) => attributes?.runId === id || attributes?.conversation === id);
}

/** The names of the agents that are not run by another agent. */
export function topmostAgents(part: RunPart): readonly string[] {
  return topmost(part, ({ attributes }) => attributes?.agent !== undefined).flatMap(
    ({ attributes }) => attributes?.agent ?? [],
  );
}

function topmost(
  { entries, trace, has }: RunPart,
  matches: (entry: SpanEntry) => boolean,
): readonly SpanEntry[] {
  return entries.filter(entry => {
    if (!matches(entry)) return false;
    let above = trace.entries.get(entry.parentId ?? '');
    for (let depth = 0; above && has(above.id) && depth < maxDepth; depth += 1) {
      if (matches(above)) return false;
      above = trace.entries.get(above.parentId ?? '');
    }
    return true;
  });
}

/** Whether an engine ran the workflow in many spans, as the Workflow SDK does. */
export function hasEngineSpans(entries: readonly SpanEntry[]): boolean {
  return entries.some(
    ({ attributes }) => attributes?.phase !== undefined || attributes?.stepStatus !== undefined,
  );
}

/**
 * The steps of a run: the spans directly below a root, calls of models, agents and tools, and named steps.
 * Where an engine runs a workflow in many spans, those directly below the root are the engine's own work.
 */
export function findSteps(
  { spans, areComplete }: RunRoots,
  part: RunPart,
  isEngine: boolean,
): readonly SpanEntry[] {
  // While the root is missing, every span below it is a root, and there may be very many.
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
    if (parentId === undefined || isEntry || isEngine) return false;
    return !part.has(parentId) || roots.has(parentId);
  });
}
