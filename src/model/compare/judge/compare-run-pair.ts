import type { Pieces } from '../../pieces.ts';
import { isActive } from '../../status.ts';
import { type DraftPair, matchTrees, pairTrees } from '../pair-trees.ts';
import { type RunComparison, toLearnedRun } from '../run-comparison.ts';
import { buildRunTree, type RunTree, type RunWithChildren } from '../tree/run-tree.ts';
import { type ComparedAttribute, compareAttributes, differingAttributes } from './compare-attributes.ts';
import { compareMembers } from './compare-members.ts';
import { compareAttempts, compareDuration, compareOutcome } from './compare-outcome.ts';
import { comparePresence } from './compare-presence.ts';
import {
  type Comparing,
  compareInput,
  compareOutput,
  type FoundDifference,
  hasOther,
} from './compare-values.ts';
import { firstDifference, slowBefore, sortDifferences } from './first-difference.ts';
import { mirrorComparison } from './mirror-comparison.ts';
import type { Reference } from './references.ts';

/** With a smaller matched share, two runs are different programs. */
const leastShare = 0.5;

/** Matches the trees of two runs, in which open nodes are measured until `now`. */
export function* pairRuns(
  a: RunWithChildren,
  b: RunWithChildren,
  now: number,
): ReturnType<typeof pairOriented> {
  const [judged, usual] = orientRuns(a, b);
  const pair = yield* pairOriented(judged, usual, now);
  if (judged === a) return pair;
  return {
    ...pair,
    *compare() {
      return yield* mirrorComparison(yield* pair.compare());
    },
  };
}

/** Run `a` is judged by what is usual in `b` and in further successes. */
function* pairOriented(a: RunWithChildren, b: RunWithChildren, now: number) {
  const [treeOfA, treeOfB] = [yield* buildRunTree(a), yield* buildRunTree(b)];
  const root = yield* pairTrees(treeOfA.root, treeOfB.root);
  const successes: Reference[] = b.status === 'success' ? [toReference(b)] : [];
  const failures: Reference[] = [];
  const learnInto = (references: Reference[]) =>
    function* (run: RunWithChildren) {
      const reference = yield* learnFrom(run, treeOfB);
      if (reference) references.push(reference);
    };
  return {
    /** Adds a success of the workflow, from which is learned what is noise. */
    learn: learnInto(successes),
    /** Adds a failure of the same cause, in which is counted what the judged run has. */
    learnFailure: learnInto(failures),
    *compare(): Pieces<RunComparison> {
      const found: FoundDifference[] = [];
      const references = { successes, failures };
      const runs = { a, b };
      yield* compareTree(root, { references, runs, isActive: isActive(a), now, found });
      const { differences, noise } = yield* sortDifferences(found);
      const smaller = treeOfB.size < treeOfA.size ? 'b' : 'a';
      const matchedShare = shareOf(root, Math.min(treeOfA.size, treeOfB.size));
      const first = firstDifference(differences, successes.length > 1, found.length);
      return {
        ...{ a, b, root, matchedShare, smaller, differences, noise, first, comparedAt: now },
        isDifferentProgram: matchedShare < leastShare,
        slowBefore: first ? slowBefore(first, differences) : undefined,
        successes: successes.map(({ run }) => run),
        failures: failures.map(({ run }) => run),
      };
    },
  };
}

function toReference(run: RunWithChildren): Reference {
  const { childRuns, ...own } = run;
  return { run: toLearnedRun(own), hasSpans: own.trace !== undefined, hasChildRuns: childRuns !== undefined };
}

/** `undefined` for a run of which less than half is matched: it is of another version of the program. */
function* learnFrom(run: RunWithChildren, { root, size }: RunTree): Pieces<Reference | undefined> {
  const tree = yield* buildRunTree(run);
  const partners = yield* matchTrees(root, tree.root);
  if (partners.size() < leastShare * Math.min(size, tree.size)) return undefined;
  return { ...toReference(run), partners };
}

/** The root counts as matched if both runs are of one workflow. */
function shareOf(root: DraftPair, size: number): number {
  let matched = root.a?.name === root.b?.name ? 0 : -1;
  const open = [root];
  for (let pair = open.pop(); pair; pair = open.pop()) {
    if (!pair.a || !pair.b) continue;
    matched += 1;
    for (const child of pair.children) open.push(child);
  }
  return matched / size;
}

type Summary = Pick<RunWithChildren, 'id' | 'status' | 'createdAt' | 'finishedAt'>;

/**
 * Puts the judged run first: an active one before one that has ended, one without success before a success,
 * else the newer one. Compared the other way round, they have the same differences.
 */
export function orientRuns<One extends Summary>(a: One, b: One): readonly [judged: One, usual: One] {
  return isJudgedFirst(b, a) ? [b, a] : [a, b];
}

function isJudgedFirst(one: Summary, other: Summary): boolean {
  const [rank, otherRank] = [rankOf(one), rankOf(other)];
  if (rank !== otherRank) return rank < otherRank;
  if (one.createdAt !== other.createdAt) return one.createdAt > other.createdAt;
  return one.id > other.id;
}

function rankOf(run: Summary): number {
  if (isActive(run)) return 0;
  return run.status === 'success' ? 2 : 1;
}

const nodesAtOnce = 20;

type Attributes = readonly ComparedAttribute[];

/** A node, or again its end after all nodes below it, then with its differing attributes. */
type Visit = { readonly pair: DraftPair; readonly attributes?: Attributes };

/** Notes differences in the order of events: the input of a step, what is inside it, its end. */
function* compareTree(root: DraftPair, comparing: Comparing): Pieces<void> {
  const open: Visit[] = [{ pair: root }];
  let count = 0;
  for (let visit = open.pop(); visit; visit = open.pop()) {
    count += 1;
    if (count % nodesAtOnce === 0) yield;
    const { pair } = visit;
    const attributes = visit.attributes ?? differingAttributes(pair);
    if (!visit.attributes) yield* compareStart(pair, attributes, comparing);
    if (visit.attributes || pair.children.length === 0) yield* compareEnd(pair, attributes, comparing);
    else {
      open.push({ pair, attributes });
      for (const child of pair.children.toReversed()) open.push({ pair: child });
    }
  }
}

function* compareStart(pair: DraftPair, attributes: Attributes, comparing: Comparing) {
  comparePresence(pair, comparing);
  if (hasOther(pair, 'input')) yield* compareInput(pair, comparing);
  if (!pair.parent) compareMembers(pair, comparing);
  yield* compareAttributes(pair, attributes, comparing, false);
}

function* compareEnd(pair: DraftPair, attributes: Attributes, comparing: Comparing) {
  compareAttempts(pair, comparing);
  compareOutcome(pair, comparing);
  if (hasOther(pair, 'output')) yield* compareOutput(pair, comparing);
  yield* compareAttributes(pair, attributes, comparing, true);
  compareDuration(pair, comparing);
}
