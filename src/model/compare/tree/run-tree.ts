import type { Run } from '../../run.ts';
import { type Attempts, groupAttempts } from '../../steps/group-attempts.ts';
import { addChild, draftRun, draftStep, joinStep } from './draft-nodes.ts';
import { draftSpans } from './draft-spans.ts';
import { createSpanFinder } from './find-span.ts';
import type { DraftNode, RunNode, SpanNode } from './run-node.ts';

export type RunTree = { readonly root: RunNode; readonly size: number };

/** The steps and spans of a run as one tree, in which what both record is one node; yields between its stages. */
export function* buildRunTree(run: Run): Generator<undefined, RunTree> {
  const root = draftRun(run);
  const spans = yield* draftSpans(run, root);
  yield;
  draftSteps(run, root, spans);
  yield;
  return { root, size: orderTree(root) };
}

/** Joins steps with the spans that record the same, and adds the other ones below their parents. */
function draftSteps({ steps = [] }: Run, root: DraftNode, spans: readonly SpanNode[]): void {
  if (steps.length === 0) return;
  const findSpan = createSpanFinder(spans);
  const nodes = new Map<string, DraftNode>();
  const added: (readonly [Attempts, DraftNode])[] = [];
  for (const attempts of groupAttempts(steps)) {
    const step = draftStep(attempts);
    const joined = findSpan(attempts, step);
    if (joined) joinStep(joined, step);
    else added.push([attempts, step]);
    for (const { id } of attempts) nodes.set(id, joined ?? step);
  }
  for (const [[{ parentId }], step] of added) {
    const parent = parentOfStep(parentId, nodes, root);
    if (parent) addChild(parent, step);
  }
}

/** Nodes below an earlier attempt are left out: they have no parent. */
function parentOfStep(
  id: string | undefined,
  nodes: ReadonlyMap<string, DraftNode>,
  root: DraftNode,
): DraftNode | undefined {
  const parent = nodes.get(id ?? '');
  if (!parent) return root;
  return parent.steps.at(-1)?.id === id ? parent : undefined;
}

/** Numbers the nodes, and orders siblings by start; returns how many nodes there are. */
function orderTree(root: DraftNode): number {
  let size = 0;
  const open = [root];
  for (let node = open.pop(); node; node = open.pop()) {
    node.index = size;
    size += 1;
    const { children } = node;
    if (children.length > 1) children.sort((a, b) => startOrLast(a) - startOrLast(b));
    for (const child of children) open.push(child);
  }
  return size;
}

/** Nodes that have not started come last. */
function startOrLast({ startedAt = Number.MAX_VALUE }: DraftNode): number {
  return startedAt;
}
