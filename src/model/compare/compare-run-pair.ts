import type { Run } from '../run.ts';
import { isActive } from '../status.ts';
import { firstDifference } from './first-difference.ts';
import type { Reference } from './judge/references.ts';
import { matchTrees } from './match/match-trees.ts';
import { type DraftPair, pairTrees } from './match/pair-trees.ts';
import { compareTree } from './node/compare-tree.ts';
import type { Difference, RunComparison } from './run-comparison.ts';
import { buildRunTree, type RunTree } from './tree/run-tree.ts';

/** Less than this share matched are different programs. */
const leastShare = 0.5;

type Compared = {
  readonly a: Run;
  readonly b: Run;
  /** Other successes of the same workflow, which tell what is noise. */
  readonly successes: readonly Run[];
};

/**
 * Compares two runs with their steps and traces; yields regularly, so that the caller can let others in
 * between.
 */
export function* compareRunPair({ a, b, successes }: Compared): Generator<undefined, RunComparison> {
  const [treeOfA, treeOfB] = [yield* buildRunTree(a), yield* buildRunTree(b)];
  const root = yield* pairTrees(treeOfA.root, treeOfB.root);
  const references = yield* learnFrom(b, treeOfB, successes);
  const differences: Difference[] = [];
  const noise: Difference[] = [];
  yield* compareTree(root, { references, isActive: isActive(a), differences, noise });
  const matchedShare = yield* shareOf(root, Math.min(treeOfA.size, treeOfB.size));
  return {
    ...{ a, b, root, matchedShare, differences, noise },
    isDifferentProgram: matchedShare < leastShare,
    first: firstDifference(differences, references.length > 1),
    successes: references.map(({ run }) => run),
  };
}

/** A success of which less than half is matched is of another version of the program, and tells nothing. */
function* learnFrom(
  b: Run,
  { root, size }: RunTree,
  successes: readonly Run[],
): Generator<undefined, readonly Reference[]> {
  const references: Reference[] = b.status === 'success' ? [{ run: b }] : [];
  for (const run of successes) {
    const tree = yield* buildRunTree(run);
    const partners = yield* matchTrees(root, tree.root);
    if (partners.size >= leastShare * Math.min(size, tree.size)) references.push({ run, partners });
  }
  return references;
}

const nodesAtOnce = 2_000;

/** The root counts as matched where the runs are of one workflow. */
function* shareOf(root: DraftPair, size: number): Generator<undefined, number> {
  let matched = root.a?.name === root.b?.name ? 0 : -1;
  let seen = 0;
  const open = [root];
  for (let pair = open.pop(); pair; pair = open.pop()) {
    seen += 1;
    if (seen % nodesAtOnce === 0) yield;
    if (!pair.a || !pair.b) continue;
    matched += 1;
    for (const child of pair.children) open.push(child);
  }
  return matched / size;
}
