import type { DraftPair } from '../pair-trees.ts';
import { comparePayloads, type ValueDifference } from '../payload/compare-payloads.ts';
import type { DifferenceKind } from '../run-comparison.ts';
import { addDifference, type Comparing } from './comparing.ts';
import { judgeValue } from './judge-value.ts';
import { usualNodes } from './references.ts';

type Payload = 'input' | 'output';

type Part = {
  /** Begins the path. */
  readonly name: Payload;
  readonly kindOf: (difference: ValueDifference) => DifferenceKind;
};

/** Whether a node of both runs has payloads to compare: most spans have none. */
export function hasOther({ a, b }: DraftPair, name: Payload): boolean {
  return a !== undefined && b !== undefined && !Object.is(a[name], b[name]);
}

/** Notes the differences of a node's input. */
export function* compareInput(pair: DraftPair, comparing: Comparing): Generator<undefined, void> {
  const kind = pair.parent ? 'step-input' : 'input';
  yield* compareValue(pair, comparing, { name: 'input', kindOf: () => kind });
}

/** Notes the differences of a node's output, if it did not fail. */
export function* compareOutput(pair: DraftPair, comparing: Comparing): Generator<undefined, void> {
  if (pair.a?.status !== pair.b?.status && pair.a?.output === undefined) return;
  yield* compareValue(pair, comparing, {
    name: 'output',
    kindOf: ({ change }) => (change === 'changed' ? 'output' : 'output-type'),
  });
}

function* compareValue(
  pair: DraftPair,
  comparing: Comparing,
  { name, kindOf }: Part,
): Generator<undefined, void> {
  const [was, is] = [pair.b?.[name], pair.a?.[name]];
  let usual: readonly unknown[] | undefined;
  for (const difference of yield* comparePayloads(was, is)) {
    usual ??= usualNodes(comparing.references, pair).map(node => node[name]);
    const { path, wasPath, change, was: before, is: after, rest } = difference;
    const noted = {
      ...{ kind: kindOf(difference), at: [name, ...path], change, was: before, is: after, rest },
      ...(wasPath && { wasAt: [name, ...wasPath] }),
    };
    addDifference(comparing, pair, noted, yield* judgeValue(difference, is, usual));
  }
}
