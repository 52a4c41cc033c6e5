import type { Run } from '../../run.ts';
import { draftStep, joinStep } from './draft-nodes.ts';
import { type FoldedStep, foldAttempts } from './fold-attempts.ts';
import type { DraftNode, SpanNode } from './run-node.ts';

const stepsAtOnce = 200;

/** Joins steps with the spans that record the same, and adds the other ones below their parents. */
export function* draftSteps(
  { steps = [] }: Run,
  root: DraftNode,
  spans: readonly SpanNode[],
): Generator<undefined, void> {
  if (steps.length === 0) return;
  const folded = yield* foldAttempts(steps);
  const findSpan = createSpanFinder(spans);
  const nodes = new Map<string, DraftNode>();
  const added: (readonly [FoldedStep, DraftNode])[] = [];
  for (const [index, attempts] of folded.entries()) {
    if (index % stepsAtOnce === 0) yield;
    const step = draftStep(attempts);
    const joined = findSpan(attempts, step);
    if (joined) joinStep(joined, step);
    else added.push([attempts, step]);
    for (const { id } of attempts) nodes.set(id, joined ?? step);
  }
  for (const [[{ parentId }], step] of added) parentOf(parentId, nodes, root)?.children.push(step);
}

/** What is below an earlier attempt has no parent. */
function parentOf(
  id: string | undefined,
  nodes: ReadonlyMap<string, DraftNode>,
  root: DraftNode,
): DraftNode | undefined {
  const parent = nodes.get(id ?? '');
  if (!parent) return root;
  return parent.steps.at(-1)?.id === id ? parent : undefined;
}

const tolerantMs = 5;

/** By id as engines give it, else by name and time as recorders do. */
function createSpanFinder(spans: readonly SpanNode[]) {
  const byId = new Map(spans.map(node => [node.span.id, node]));
  const byName = Map.groupBy<string, DraftNode>(spans, keyOf);
  const joined = new Set<DraftNode>();

  function findByName(step: DraftNode): DraftNode | undefined {
    const { startedAt = 0, type } = step;
    const named = byName.get(keyOf({ ...step, type: type === 'action' ? 'step' : type }));
    while (named?.[0] && joined.has(named[0])) named.shift();
    return named?.find(
      span => !joined.has(span) && Math.abs((span.startedAt ?? 0) - startedAt) <= tolerantMs,
    );
  }

  return (attempts: FoldedStep, step: DraftNode): DraftNode | undefined => {
    const sameId = attempts
      .map(({ id }) => byId.get(id))
      .find(span => span !== undefined && !joined.has(span));
    const found = sameId ?? findByName(step);
    if (found) joined.add(found);
    return found;
  };
}

function keyOf({ type, name }: Pick<DraftNode, 'type' | 'name'>): string {
  return `${type}\n${name}`;
}
