import type { DraftPair } from '../pair-trees.ts';
import { comparePayloads, type ValueDifference, type ValuePath } from '../payload/compare-payloads.ts';
import type { Difference, DifferenceKind } from '../run-comparison.ts';
import { isFarOutside } from './judge-number.ts';
import { type Judgement, judgeValue } from './judge-value.ts';
import { type Reference, usualNodes } from './references.ts';

type Payload = 'input' | 'output';

/** A payload or an attribute of a node, in both runs. */
type Part = {
  /** The start of the paths of its differences. */
  readonly at: ValuePath;
  readonly was: unknown;
  readonly is: unknown;
  readonly kindOf: (change: ValueDifference['change']) => DifferenceKind;
  /** The part in successes; asked for only if something differs. */
  readonly usual: () => readonly unknown[];
};

/** Whether a node of both runs has payloads to compare: most spans have none. */
export function hasOther({ a, b }: DraftPair, name: Payload): boolean {
  return a !== undefined && b !== undefined && !Object.is(a[name], b[name]);
}

/** Notes the differences of a node's input. */
export function* compareInput(pair: DraftPair, comparing: Comparing): Generator<undefined, void> {
  const kind = pair.parent ? 'step-input' : 'input';
  yield* comparePart(
    pair,
    comparing,
    payloadPart(pair, comparing, 'input', () => kind),
  );
}

/** Notes the differences of a node's output, if it did not fail. */
export function* compareOutput(pair: DraftPair, comparing: Comparing): Generator<undefined, void> {
  if (pair.a?.status !== pair.b?.status && pair.a?.output === undefined) return;
  yield* comparePart(pair, comparing, payloadPart(pair, comparing, 'output', outputKind));
}

/** Another value is less telling than another type, and what was added or removed. */
export function outputKind(change: ValueDifference['change']): DifferenceKind {
  return change === 'changed' ? 'output' : 'output-type';
}

function payloadPart(pair: DraftPair, comparing: Comparing, name: Payload, kindOf: Part['kindOf']): Part {
  const usual = () => usualNodes(comparing.references, pair).map(node => node[name]);
  return { at: [name], was: pair.b?.[name], is: pair.a?.[name], kindOf, usual };
}

/** Notes the differences inside of a part of a node. */
export function* comparePart(
  pair: DraftPair,
  comparing: Comparing,
  { at, was: partOfB, is: partOfA, kindOf, usual }: Part,
): Generator<undefined, void> {
  let usualParts: readonly unknown[] | undefined;
  for (const difference of yield* comparePayloads(partOfB, partOfA)) {
    usualParts ??= usual();
    const { path, wasPath, change, was, is, rest } = difference;
    const noted = {
      ...{ kind: kindOf(change), at: [...at, ...path], change, was, is, rest },
      ...(wasPath && { wasAt: [...at, ...wasPath] }),
    };
    addDifference(comparing, pair, noted, judgeValue(difference, partOfA, usualParts));
  }
}

/**
 * What a node is compared with, and where its differences are noted, in the order in which they are found.
 */
export type Comparing = {
  readonly references: readonly Reference[];
  /** Whether run `a` goes on, so that what is missing may still come. */
  readonly isActive: boolean;
  /** Open steps are measured until then; epoch ms. */
  readonly now: number;
  readonly differences: Difference[];
  readonly noise: Difference[];
  readonly farOutside: Difference[];
};

export function addDifference(
  comparing: Comparing,
  pair: DraftPair,
  difference: Omit<Difference, 'node' | 'usual'>,
  { isNoise, usual }: Judgement,
): void {
  const whole = { ...difference, node: pair, usual };
  const list = isNoise ? 'noise' : 'differences';
  comparing[list].push(whole);
  pair[list].push(whole);
  if (isNoise && isFarOutside(whole)) comparing.farOutside.push(whole);
}
