import { maskMessage } from '../../failure/mask-message.ts';
import { memo } from '../../memo.ts';
import { describeErrorInRow } from '../../report/describe-error.ts';
import { isActive } from '../../status.ts';
import type { DraftPair } from '../pair-trees.ts';
import type { PairedNode } from '../run-comparison.ts';
import type { RunNode } from '../tree/run-node.ts';
import { addDifference, type Comparing } from './compare-values.ts';
import { isFar, isUsualShare, judgeAttempts, judgeDuration, rangeOfDurations } from './judge-number.ts';
import { acrossNodes, usualNodes } from './references.ts';

/** Attempts of the run are only noted if no step explains them, because stores count those of steps, too. */
export function compareAttempts(pair: DraftPair, comparing: Comparing): void {
  const [is, was] = [pair.a?.attempts, pair.b?.attempts];
  if (is === undefined || was === undefined || is === was) return;
  if (!pair.parent && comparing.found.some(one => !one.isNoise && one.difference.kind === 'attempts')) return;
  const usual = usualNodes(comparing.references.successes, pair).map(({ attempts }) => attempts);
  addDifference(comparing, pair, { kind: 'attempts', at: [], was, is }, judgeAttempts(is, was, usual));
}

/** Notes one difference for a node that failed in one run: its status, with the error. */
export function compareOutcome(pair: DraftPair, comparing: Comparing): void {
  const { a, b } = pair;
  if (!a || !b) return;
  if (a.status !== b.status) return compareBy('status', ({ status }) => status, pair, comparing);
  compareBy('error', describeNodeError, pair, comparing);
}

function compareBy(
  kind: 'status' | 'error',
  wordsOf: (node: RunNode) => string | undefined,
  pair: DraftPair,
  comparing: Comparing,
): void {
  const [is, was] = [pair.a && wordsOf(pair.a), pair.b && wordsOf(pair.b)];
  if (is === was || isStillToCome(pair, comparing)) return;
  const words = usualNodes(comparing.references.successes, pair).map(wordsOf);
  const usual = {
    count: words.filter(one => one === was).length,
    of: words.length,
    varies: new Set(words).size > 1,
  };
  const isReworded = kind === 'error' && isSameFailure(is ?? '', was ?? '');
  const isNoise = isReworded || isUsualShare(words.filter(one => one === is).length, words.length);
  addDifference(comparing, pair, { kind, at: [], was, is }, { isNoise, usual });
}

/** Whether it may still end as in run `b`; a failure there is not waited for. */
function isStillToCome({ a, b }: DraftPair, comparing: Comparing): boolean {
  return comparing.isActive && a !== undefined && isActive(a) && b?.status !== 'failed';
}

/** Durations are compared if both ended alike: a failure ends a step early, another attempt ends it late. */
export function compareDuration(pair: DraftPair, comparing: Comparing): void {
  const { a, b } = pair;
  const [is, was] = [nodeDurationMs(a), nodeDurationMs(b)];
  if (was === undefined) return;
  if (is === undefined) compareOpen(pair, was, comparing);
  else if (a?.status === b?.status && a?.attempts === b?.attempts && isFar(is, was))
    addDuration(pair, { is, was }, comparing);
}

/** An open node is slow once it runs for longer than successes did. */
function compareOpen(pair: DraftPair, was: number, comparing: Comparing): void {
  const { a, b } = pair;
  if (!comparing.isActive || a?.status !== 'running' || b?.status !== 'success') return;
  const is = openMs(a, comparing.now);
  if (is !== undefined && is > was && isFar(is, was)) addDuration(pair, { is, was }, comparing);
}

type Took = { readonly is: number; readonly was: number };

function addDuration(pair: DraftPair, { is, was }: Took, comparing: Comparing): void {
  const { references } = comparing;
  const usual = durationsOf(usualNodes(references.successes, pair));
  const across = acrossNodes(references, pair);
  const range = across.length === 0 ? rangeOfDurations(usual) : rangeOfNodes(across);
  const ofEqual = range ?? { least: was, most: was, count: 1 };
  const judgement = judgeDuration({ is, usual, ofEqual });
  addDifference(comparing, pair, { kind: 'duration', at: [], was, is }, judgement);
}

const rangeOfNodes = memo((nodes: readonly RunNode[]) => rangeOfDurations(durationsOf(nodes)));

function durationsOf(nodes: readonly RunNode[]): readonly number[] {
  return nodes.flatMap(node => nodeDurationMs(node) ?? []);
}

/** How long a started node has been open. */
export function openMs(node: RunNode | undefined, now: number): number | undefined {
  if (node?.startedAt === undefined || node.finishedAt !== undefined) return undefined;
  return Math.max(0, now - node.startedAt);
}

/** `undefined` while it runs. */
export function nodeDurationMs(node: RunNode | undefined): number | undefined {
  if (node?.startedAt === undefined || node.finishedAt === undefined) return undefined;
  return Math.max(0, node.finishedAt - node.startedAt);
}

/** `CardError: card was declined`; `undefined` without an error. */
export function describeNodeError({ error }: RunNode): string | undefined {
  return error && describeErrorInRow(error);
}

/** Whether two errors are the same but for ids and other varying parts. */
function isSameFailure(one: string, other: string): boolean {
  return maskMessage(one).template === maskMessage(other).template;
}

/** Whether a node was still open when its run ended. */
export function hasNeverEnded(node: PairedNode, run: 'a' | 'b'): boolean {
  const one = node[run];
  if (!one || !isActive(one)) return false;
  let root = node;
  while (root.parent) root = root.parent;
  return root[run] !== undefined && !isActive(root[run]);
}
