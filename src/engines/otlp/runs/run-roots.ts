import { compareSpans } from '../../../contract/trace-pages.ts';
import type { SpanEntry } from '../spans/span-entry.ts';
import { earliest, type RunPart } from './trace-group.ts';

export type Heads = {
  /** The spans that stand for the run in one trace, by start. */
  readonly spans: readonly SpanEntry[];
  /**
   * Whether they are what the run began with. They are not while their parent is missing: a span is exported
   * when it ends, so the run may be under way; or its process died, or the parent was lost.
   */
  readonly areWhole: boolean;
};

/**
 * The heads of a run in one trace: spans without a parent, and those whose parent was another process. Where
 * the run's id stands on a single span further down, with what is of the run below it, that span is the head.
 */
export function findHeads(id: string, part: RunPart): Heads {
  const named = topmostNamed(id, part);
  const [only] = named;
  if (only && named.length === 1 && only.parentId !== undefined && part.has(only.parentId)) {
    return { spans: [only], areWhole: true };
  }
  const roots = part.entries.filter(({ parentId }) => parentId === undefined || !part.has(parentId));
  const whole = roots.filter(root => isWhole(root, part));
  if (whole.length > 0) return { spans: whole.sort(compareSpans), areWhole: true };
  if (roots.length > 0) return { spans: roots.sort(compareSpans), areWhole: false };
  const first = earliest(part.entries);
  return { spans: first ? [first] : [], areWhole: false };
}

/**
 * The parent of a run inside another run's trace is there, but of another run. A step that an engine asked
 * for is not the run.
 */
function isWhole({ parentId, isEntry, facts }: SpanEntry, { trace }: RunPart): boolean {
  if (facts?.stepStatus !== undefined && parentId !== undefined) return false;
  return parentId === undefined || isEntry || trace.entries.has(parentId);
}

const longestWay = 1_000;

/** The spans with the run's id that have no other such span above them. */
function topmostNamed(id: string, part: RunPart): readonly SpanEntry[] {
  return topmost(part, ({ facts }) => facts?.runId === id || facts?.conversation === id);
}

/** The names of the agents that no other agent runs. */
export function topmostAgents(part: RunPart): readonly string[] {
  return topmost(part, ({ facts }) => facts?.agent !== undefined).flatMap(({ facts }) => facts?.agent ?? []);
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
  return entries.some(({ facts }) => facts?.phase !== undefined || facts?.stepStatus !== undefined);
}

/**
 * A step is what runs right below a head, or says itself that it is one: a call of a model, an agent or a
 * tool, or a named step. Where an engine runs a workflow in many spans, those right below the head are its
 * own work.
 */
export function findSteps(
  { spans, areWhole }: Heads,
  part: RunPart,
  isEngine: boolean,
): readonly SpanEntry[] {
  // Without the root each span right below it is a head, and those may be as many as there are.
  const heads = new Set(spans.map(({ id }) => id));
  return part.entries.filter(({ id, parentId, facts, isEntry }) => {
    if (facts?.skipped || (isEngine && facts?.phase !== undefined)) return false;
    if (heads.has(id) && (areWhole || isEngine)) return facts?.step !== undefined && isEngine;
    if (heads.has(id)) return true;
    if (facts?.operation !== undefined || facts?.step !== undefined || facts?.tool !== undefined) return true;
    if (parentId === undefined || isEntry || isEngine) return false;
    return !part.has(parentId) || heads.has(parentId);
  });
}
