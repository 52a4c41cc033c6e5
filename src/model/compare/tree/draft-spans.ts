import type { Run, Span } from '../../run.ts';
import { findCycleBreaks } from './cycle-breaks.ts';
import { draftSpan } from './draft-nodes.ts';
import type { DraftNode } from './run-node.ts';

/** Waiting for a worker or for the next attempt is no part of what a program does. */
const waitingKinds: ReadonlySet<string> = new Set(['queued', 'retry']);
const spansAtOnce = 500;

/**
 * Adds the spans of a run below its root; of a step that was retried, those of its last attempt. Returns them
 * by id, without those of attempts, of waiting, and of the run itself.
 */
export function* draftSpans(
  { name, trace }: Run,
  root: DraftNode,
): Generator<undefined, ReadonlyMap<string, DraftNode>> {
  const spans = (trace?.spans ?? []).filter(({ kind }) => !waitingKinds.has(kind));
  const { ids, attempts } = yield* indexSpans(spans);
  const breaks = yield* findCycleBreaks(ids);
  const isRoot = (span: Span) => !ids.has(span.parentId ?? '') || breaks.has(span);
  const roots = spans.filter(isRoot);
  const [first] = roots;
  const own =
    roots.length === 1 && first && (first.kind === 'run' || first.name === name) ? first : undefined;
  if (own) root.span = own;
  const nodes = new Map<string, DraftNode>();
  for (const [index, span] of spans.entries()) {
    if (index % spansAtOnce === 0) yield;
    if (span === own || (isAttempt(span) && !isRoot(span))) continue;
    nodes.set(span.id, draftSpan(span, attempts.get(span.id) ?? []));
  }
  const parentOf = parents(root, nodes, { ids, attempts, own, breaks });
  let attached = 0;
  for (const node of nodes.values()) {
    attached += 1;
    if (attached % spansAtOnce === 0) yield;
    parentOf(node.span)?.children.push(node);
  }
  return nodes;
}

type Index = {
  readonly ids: ReadonlyMap<string, Span>;
  /** By the id of the step's span. */
  readonly attempts: ReadonlyMap<string, readonly Span[]>;
};

function* indexSpans(spans: readonly Span[]): Generator<undefined, Index> {
  const ids = new Map<string, Span>();
  const attempts = new Map<string, Span[]>();
  for (const [index, span] of spans.entries()) {
    if (index % spansAtOnce === 0) yield;
    ids.set(span.id, span);
    if (!isAttempt(span) || span.parentId === undefined) continue;
    const earlier = attempts.get(span.parentId);
    if (earlier) earlier.push(span);
    else attempts.set(span.parentId, [span]);
  }
  return { ids, attempts };
}

function isAttempt({ kind }: Span): boolean {
  return kind === 'attempt';
}

/** What is below an earlier attempt has no parent. */
function parents(
  root: DraftNode,
  nodes: ReadonlyMap<string, DraftNode>,
  {
    ids,
    attempts,
    own,
    breaks,
  }: Index & { readonly own: Span | undefined; readonly breaks: ReadonlySet<Span> },
) {
  return (span: Span | undefined): DraftNode | undefined => {
    const parent = ids.get(span?.parentId ?? '');
    if (!span || !parent || parent === own || breaks.has(span)) return root;
    const node = nodes.get(parent.id);
    if (node || !isAttempt(parent)) return node;
    const isLast = attempts.get(parent.parentId ?? '')?.at(-1) === parent;
    return isLast ? (parent.parentId === own?.id ? root : nodes.get(parent.parentId ?? '')) : undefined;
  };
}
