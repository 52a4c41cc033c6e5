import { compareSpans } from '../../../contract/trace-pages.ts';
import type { SpanEntry } from '../spans/span-entry.ts';
import { earliest, type RunPart } from './trace-group.ts';

export type RunRoots = {
  /** The spans that stand for the run in one trace, by start. */
  readonly spans: readonly SpanEntry[];
  /**
   * Whether they are what the run began with. They are not while their parent is missing: a span is exported
   * when it ends, so the run may be under way; or its process died, or the parent was lost.
   */
  readonly areComplete: boolean;
};

/**
 * The roots of a run in one trace: spans without a parent, and those whose parent was another process. Where
 * the run's id stands on a single span further down, with what is of the run below it, that span is the root.
 */
export function findRoots(id: string, part: RunPart): RunRoots {
  const named = topmostNamed(id, part);
  const [only] = named;
  if (only && named.length === 1 && only.parentId !== undefined && part.has(only.parentId)) {
    return { spans: [only], areComplete: true };
  }
  const roots = part.entries.filter(({ parentId }) => parentId === undefined || !part.has(parentId));
  const whole = roots.filter(root => isWhole(root, part));
  if (whole.length > 0) return { spans: whole.sort(compareSpans), areComplete: true };
  if (roots.length > 0) return { spans: roots.sort(compareSpans), areComplete: false };
  const first = earliest(part.entries);
  return { spans: first ? [first] : [], areComplete: false };
}

/**
 * The parent of a run inside another run's trace is there, but of another run. A step that an engine asked
 * for is not the run.
 */
function isWhole({ parentId, isEntry, attributes }: SpanEntry, { trace }: RunPart): boolean {
  if (attributes?.stepStatus !== undefined && parentId !== undefined) return false;
  return parentId === undefined || isEntry || trace.entries.has(parentId);
}

const longestWay = 1_000;

/** The spans with the run's id that have no other such span above them. */
function topmostNamed(id: string, part: RunPart): readonly SpanEntry[] {
  return topmost(part, ({ attributes }) => attributes?.runId === id || attributes?.conversation === id);
}

/** The names of the agents that no other agent runs. */
export function topmostAgents(part: RunPart): readonly string[] {
  return topmost(part, ({ attributes }) => attributes?.agent !== undefined).flatMap(
    ({ attributes }) => attributes?.agent ?? [],
  );
}

function topmost(
  { entries, trace, has }: RunPart,
  isSuch: (entry: SpanEntry) => boolean,
): readonly SpanEntry[] {
  return entries.filter(entry => {
    if (!isSuch(entry)) return false;
    let above = trace.entries.get(entry.parentId ?? '');
    for (let way = 0; above && has(above.id) && way < longestWay; way += 1) {
      if (isSuch(above)) return false;
      above = trace.entries.get(above.parentId ?? '');
    }
    return true;
  });
}

/** Whether an engine ran it in many spans, as the Workflow SDK does. */
export function hasEngineSpans(entries: readonly SpanEntry[]): boolean {
  return entries.some(
    ({ attributes }) => attributes?.phase !== undefined || attributes?.stepStatus !== undefined,
  );
}

/**
 * A step is what runs right below a root, or says itself that it is one: a call of a model, an agent or a
 * tool, or a named step. Where an engine runs a workflow in many spans, those right below the root are its
 * own work.
 */
export function findSteps(
  { spans, areComplete }: RunRoots,
  part: RunPart,
  isEngine: boolean,
): readonly SpanEntry[] {
  // Without the root each span right below it is a root, and those may be as many as there are.
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
