import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../../src/demo/data/random.ts';
import { mirrorComparison } from '../../../../src/model/compare/judge/mirror-comparison.ts';
import {
  type Difference,
  differenceKinds,
  type PairedNode,
  type RunComparison,
} from '../../../../src/model/compare/run-comparison.ts';
import { differencePath } from '../../../../src/model/compare/text/difference-path.ts';
import { differenceText } from '../../../../src/model/compare/text/difference-text.ts';
import type { Run } from '../../../../src/model/run.ts';
import { trials } from '../../../trials.ts';
import { compare, finish, runOf, stepOf } from '../compared-runs.ts';
import { namesOf, planOf, recordPlan, type Shape, shapes } from '../planted-runs.ts';

const tried = trials(40, 1);
const kinds = differenceKinds;

type Pair = { readonly a: Run; readonly b: Run; readonly successes: readonly Run[] };

function* pairsOf(shape: Shape): Generator<Pair> {
  for (const kind of kinds) {
    for (let seed = 1; seed <= tried; seed += 1) {
      const names = namesOf(planOf(shape));
      const at = names[createRandom(seed, 78).between(0, names.length - 1)] ?? '';
      const caughtAt = kind === 'error' ? at : undefined;
      const [b = runOf(), ...successes] = [1, 2, 3].map(one =>
        recordPlan(shape, { seed: seed * 10 + one, caughtAt }),
      );
      yield { a: recordPlan(shape, { seed: seed * 10, plant: { kind, at }, caughtAt }), b, successes };
    }
  }
}

/** A difference without its direction. */
function sidesOf({ kind, at, wasAt = at, was, is, node }: Difference, isSwapped: boolean) {
  const kindOf = { 'missing-step': 'extra-step', 'extra-step': 'missing-step' } as const;
  const mirrored = isSwapped && (kind === 'missing-step' || kind === 'extra-step') ? kindOf[kind] : kind;
  const sides = [
    { at, value: is, name: node.a?.name },
    { at: wasAt, value: was, name: node.b?.name },
  ];
  return { kind: mirrored, sides: isSwapped ? sides.toReversed() : sides };
}

function toldBy({ differences, noise, first }: RunComparison, isSwapped: boolean) {
  const all = (list: readonly Difference[]) => list.map(one => sidesOf(one, isSwapped));
  return { differences: all(differences), noise: all(noise), first: first && sidesOf(first, isSwapped) };
}

describe.each(shapes)('two runs that are %s, compared the other way round', shape => {
  it('tell the same differences, in the same order, with the same one first', () => {
    for (const { a, b, successes } of pairsOf(shape)) {
      const swapped = compare(b, a, successes);
      expect(swapped.a).toBe(b);
      expect(toldBy(swapped, true)).toEqual(toldBy(compare(a, b, successes), false));
    }
  });

  it('have no step in one run only that is not told', () => {
    for (const { a, b, successes } of pairsOf(shape))
      for (const comparison of [compare(a, b, successes), compare(b, a, successes)])
        expect(untold(comparison.root)).toEqual([]);
  });
});

/** Several of one name are told as one, at the first of them. */
function untold(node: PairedNode): readonly string[] {
  if (!node.a || !node.b) return alikeOf(node).some(isTold) ? [] : [nameOf(node)];
  return node.children.flatMap(untold);
}

function isTold({ differences, noise }: PairedNode): boolean {
  return [...differences, ...noise].some(({ kind }) => kind.endsWith('-step'));
}

function alikeOf(node: PairedNode): readonly PairedNode[] {
  return node.parent?.children.filter(one => (!one.a || !one.b) && nameOf(one) === nameOf(node)) ?? [node];
}

function nameOf({ a, b }: PairedNode): string {
  return (a ?? b)?.name ?? '';
}

const success = (index: number) =>
  runOf({
    ...{ id: `run_${index}`, createdAt: index, input: { qty: index } },
    steps: [stepOf('charge', 0), stepOf('send', 10)],
  });
const error = { value: null, name: 'CardError', message: 'no such card' };
const failed = runOf({
  ...{ id: 'run_9', createdAt: 9, status: 'failed', input: { qty: 'five' }, error },
  steps: [stepOf('charge', 0, { status: 'failed', error }), stepOf('refund', 20)],
});

it('says of a success, compared with a failed run, what it has as other successes do', () => {
  const comparison = compare(success(3), failed, [success(2), success(1)]);
  expect(comparison.differences.map(differenceText)).toEqual([
    'input.qty is 3, a number, as in 3 of 3 successes; was "five"',
    'charge succeeded, as in 3 of 3 successes; failed (CardError: no such card) in run b',
    'send ran here, as in 3 of 3 successes, and not in run b',
    'refund ran only in run b; in none of 3 successes',
    'the run succeeded; run b failed (CardError: no such card)',
  ]);
});

it('says of a success, compared with a slow run, what the successes take', () => {
  const took = (id: number, ms: number) =>
    runOf({
      ...{ id: `run_${id}`, createdAt: id },
      steps: [stepOf('query', 0, { finishedAt: ms }), stepOf('send', 0)],
    });
  const comparison = compare(took(3, 30), took(9, 900), [took(2, 40), took(1, 33)]);
  expect(comparison.differences.map(differenceText)).toEqual([
    'query took 30ms, was 900ms; 30ms to 40ms in 3 of 3 successes',
  ]);
});

it('names a value by its place in the run that is named first', () => {
  const listed = (id: number, ...items: readonly unknown[]) =>
    runOf({ id: `run_${id}`, createdAt: id, input: { items } });
  const [b, a] = [listed(1, { id: 'x', n: 1 }, { id: 'y', n: 1 }), listed(2, { id: 'y', n: 2 })];
  const paths = ({ differences }: RunComparison) => differences.map(differencePath);
  expect(paths(compare(a, b))).toEqual(['input.items.0', 'input.items.0.n']);
  expect(paths(compare(b, a))).toEqual(['input.items.0', 'input.items.1.n']);
});

it('is as it was once it is mirrored twice', () => {
  const comparison = compare(failed, success(3), [success(2)]);
  const twice = finish(mirrorComparison(finish(mirrorComparison(comparison))));
  expect(toldBy(twice, false)).toEqual(toldBy(comparison, false));
  expect(twice.differences.map(differenceText)).toEqual(comparison.differences.map(differenceText));
});
