import type { Run } from '../../run.ts';
import { draftRun } from './draft-nodes.ts';
import { draftSpans } from './draft-spans.ts';
import { draftSteps } from './draft-steps.ts';
import { orderTree } from './order-tree.ts';
import type { RunNode } from './run-node.ts';

export type RunTree = { readonly root: RunNode; readonly size: number };

/** The steps and spans of a run as one tree, in which what both record is one node; yields regularly. */
export function* buildRunTree(run: Run): Generator<undefined, RunTree> {
  const root = draftRun(run);
  const spans = yield* draftSpans(run, root);
  yield* draftSteps(run, root, spans);
  return { root, size: yield* orderTree(root) };
}
