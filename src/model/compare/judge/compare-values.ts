import { memo, once } from '../../memo.ts';
import type { Pieces } from '../../pieces.ts';
import type { DraftPair } from '../pair-trees.ts';
import { comparePayloads, type ValueDifference, type ValuePath } from '../payload/compare-payloads.ts';
import type { Difference, DifferenceKind, Judgement, LearnedRun } from '../run-comparison.ts';
import type { RunNode } from '../tree/run-node.ts';
import { judgeValue, type Learned, longListOf } from './judge-value.ts';
import { createValuesAt, type ValuesAt } from './place-values.ts';
import { acrossNodes, type References, usualNodes } from './references.ts';

type Payload = 'input' | 'output';

type Part = {
  /** The prefix of the paths of its differences. */
  readonly at: ValuePath;
  readonly was: unknown;
  readonly is: unknown;
  readonly kindOf: (change: ValueDifference['change']) => DifferenceKind;
  /** The part in other runs, read only if something differs. */
  readonly learned: () => Learned;
};

/** Whether payloads need comparing: most spans have none. */
export function hasOther({ a, b }: DraftPair, name: Payload): boolean {
  return a !== undefined && b !== undefined && !Object.is(a[name], b[name]);
}

export function* compareInput(pair: DraftPair, comparing: Comparing): Pieces<void> {
  const kind = pair.parent ? 'step-input' : 'input';
  const part = payloadPart(pair, comparing, 'input', () => kind);
  yield* comparePart(pair, comparing, part);
}

/** Skips the missing output of a node that failed in one run. */
export function* compareOutput(pair: DraftPair, comparing: Comparing): Pieces<void> {
  if (pair.a?.status !== pair.b?.status && pair.a?.output === undefined) return;
  yield* comparePart(pair, comparing, payloadPart(pair, comparing, 'output', outputKind));
}

/** A changed value says less than a changed type, or a member that was added or removed. */
export function outputKind(change: ValueDifference['change']): DifferenceKind {
  return change === 'changed' ? 'output' : 'output-type';
}

function payloadPart(pair: DraftPair, comparing: Comparing, name: Payload, kindOf: Part['kindOf']): Part {
  const learned = () => learnedOf(pair, comparing, { name, partOf: node => node[name] });
  return { at: [name], was: pair.b?.[name], is: pair.a?.[name], kindOf, learned };
}

/** What other runs have in the nodes that match the one of run `b`. */
export function learnedOf(
  pair: DraftPair,
  { references }: Comparing,
  { name, partOf }: { readonly name: string; readonly partOf: (node: RunNode) => unknown },
): Learned {
  const across = acrossNodes(references, pair);
  return {
    own: usualNodes(references.successes, pair).map(partOf),
    failed: usualNodes(references.failures, pair).map(partOf),
    across: across.length === 0 ? undefined : acrossAt(across, name, partOf),
  };
}

const partsAcross = memo((_nodes: readonly RunNode[]) => new Map<string, ValuesAt>());

/** The part of a name in equal nodes, read once for all of them. */
function acrossAt(nodes: readonly RunNode[], name: string, partOf: (node: RunNode) => unknown): ValuesAt {
  const parts = partsAcross(nodes);
  const made = parts.get(name) ?? createValuesAt(once(() => nodes.map(partOf)));
  parts.set(name, made);
  return made;
}

const differencesAtOnce = 20;

export function* comparePart(
  pair: DraftPair,
  comparing: Comparing,
  { at, kindOf, learned: learn, ...payloads }: Part,
): Pieces<void> {
  let learned: Learned | undefined;
  let longPath = '';
  let count = 0;
  const note = ({ path, wasPath, change, was, is, rest }: ValueDifference, judgement: Judgement) => {
    const noted = {
      ...{ kind: kindOf(change), at: [...at, ...path], change, was, is, rest },
      ...(wasPath && { wasAt: [...at, ...wasPath] }),
    };
    addDifference(comparing, pair, noted, judgement);
  };
  for (const difference of yield* comparePayloads(payloads.was, payloads.is)) {
    learned ??= learn();
    const long = longListOf(difference, payloads, learned);
    const path = long?.difference.path.join('\n') ?? longPath;
    if (long && path !== longPath) note(long.difference, long.judgement);
    longPath = path;
    note(difference, judgeValue(difference, payloads, learned));
    count += 1;
    if (count % differencesAtOnce === 0) yield;
  }
}

/** What a node is compared with, and where differences are noted. */
export type Comparing = {
  readonly references: References;
  readonly runs: { readonly a: LearnedRun; readonly b: LearnedRun };
  /** Whether run `a` goes on, so that missing parts may still come. */
  readonly isActive: boolean;
  /** Open steps are measured until this time, in epoch ms. */
  readonly now: number;
  /** All differences in the order in which they were found, noise included. */
  readonly found: FoundDifference[];
};

export type FoundDifference = {
  readonly difference: Difference;
  readonly pair: DraftPair;
  readonly isNoise: boolean;
};

export function addDifference(
  { found }: Comparing,
  pair: DraftPair,
  difference: Omit<Difference, 'node' | 'usual'>,
  { isNoise, usual }: Judgement,
): void {
  found.push({ difference: { ...difference, node: pair, usual }, pair, isNoise });
}
