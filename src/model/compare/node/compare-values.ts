import { judgeValue } from '../judge/judge-value.ts';
import { usualNodes } from '../judge/references.ts';
import type { DraftPair } from '../match/pair-trees.ts';
import { comparePayloads, type ValueDifference } from '../payload/compare-payloads.ts';
import type { DifferenceKind } from '../run-comparison.ts';
import type { RunNode } from '../tree/run-node.ts';
import { addDifference, type Comparing } from './comparing.ts';

type PayloadOf = (node: RunNode) => unknown;

type Part = {
  /** Begins the path. */
  readonly name: 'input' | 'output';
  readonly payloadOf: PayloadOf;
  readonly kindOf: (difference: ValueDifference) => DifferenceKind;
};

/** What went into a node. */
export function* compareInput(pair: DraftPair, comparing: Comparing): Generator<undefined, void> {
  const kind = pair.parent ? 'step-input' : 'input';
  yield* compareValue(pair, comparing, { name: 'input', payloadOf: node => node.input, kindOf: () => kind });
}

/** What came out of a node, if it did not fail. */
export function* compareOutput(pair: DraftPair, comparing: Comparing): Generator<undefined, void> {
  if (pair.a?.status !== pair.b?.status && pair.a?.output === undefined) return;
  yield* compareValue(pair, comparing, {
    name: 'output',
    payloadOf: node => node.output,
    kindOf: ({ change }) => (change === 'changed' ? 'output' : 'output-type'),
  });
}

function* compareValue(
  pair: DraftPair,
  comparing: Comparing,
  { name, payloadOf, kindOf }: Part,
): Generator<undefined, void> {
  const { a, b } = pair;
  if (!a || !b) return;
  const [was, is] = [payloadOf(b), payloadOf(a)];
  if (Object.is(was, is)) return;
  let usual: readonly unknown[] | undefined;
  for (const difference of yield* comparePayloads(was, is)) {
    usual ??= usualNodes(comparing.references, pair).map(payloadOf);
    const { path, wasPath, change, was: before, is: after, rest } = difference;
    const noted = {
      ...{ kind: kindOf(difference), at: [name, ...path], change, was: before, is: after, rest },
      ...(wasPath && { wasAt: [name, ...wasPath] }),
    };
    addDifference(comparing, pair, noted, yield* judgeValue(difference, is, usual));
  }
}
