import type { Run } from '../../run.ts';
import { type Attempts, groupAttempts } from '../../steps/group-attempts.ts';
import { addChild, draftStep, joinStep } from './draft-nodes.ts';
import { createSpanFinder } from './find-span.ts';
import type { DraftNode, SpanNode } from './run-node.ts';

const stepsAtOnce = 200;

/** Joins steps with the spans that record the same, and adds the other ones below their parents. */
export function* draftSteps(
  { steps = [] }: Run,
  root: DraftNode,
  spans: readonly SpanNode[],
): Generator<undefined, void> {
  if (steps.length === 0) return;
  const groups = yield* groupAttempts(steps);
  const findSpan = createSpanFinder(spans);
  const nodes = new Map<string, DraftNode>();
  const added: (readonly [Attempts, DraftNode])[] = [];
  for (const [index, attempts] of groups.entries()) {
    if (index % stepsAtOnce === 0) yield;
    const step = draftStep(attempts);
    const joined = findSpan(attempts, step);
    if (joined) joinStep(joined, step);
    else added.push([attempts, step]);
    for (const { id } of attempts) nodes.set(id, joined ?? step);
  }
  for (const [[{ parentId }], step] of added) {
    const parent = parentOf(parentId, nodes, root);
    if (parent) addChild(parent, step);
  }
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
