import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/demo/data/random.ts';
import {
  type Difference,
  type DifferenceKind,
  differenceKinds,
} from '../../../src/model/compare/run-comparison.ts';
import { trials } from '../../trials.ts';
import { compareWithLast, told } from './compared-runs.ts';
import { namesOf, type Plant, planOf, recordPlan, type Shape, shapes } from './planted-runs.ts';

const tried = trials(40, 2);

/** The spans of an agent's calls have no attempts; a retry is a call more. */
const kindsOf = (shape: Shape) => differenceKinds.filter(kind => shape !== 'agent' || kind !== 'attempts');

function compareSeed(shape: Shape, seed: number, plant?: Plant) {
  const caughtAt = plant?.kind === 'error' ? plant.at : undefined;
  const successes = [1, 2, 3, 4, 5].map(one => recordPlan(shape, { seed: seed * 10 + one, caughtAt }));
  return compareWithLast(recordPlan(shape, { seed: seed * 10, plant, caughtAt }), successes);
}

function drawPlant(shape: Shape, kind: DifferenceKind, seed: number): Plant {
  const names = namesOf(planOf(shape));
  return { kind, at: names[createRandom(seed, 77).between(0, names.length - 1)] ?? '' };
}

/** The name of the node, as it was planted. */
function placeOf({ kind, node }: Difference): string {
  const name = (node.a ?? node.b)?.name ?? '';
  return kind === 'input' || kind === 'run' ? 'shop' : name;
}

function expectedPlace({ kind, at }: Plant): string {
  if (kind === 'input' || kind === 'run') return 'shop';
  return kind === 'extra-step' ? 'audit' : (at.split(' ')[0] ?? '');
}

describe.each(shapes)('runs that are %s', shape => {
  it.each(kindsOf(shape))(
    `name a planted %s first, in ${tried} pairs with noise in ids, times and numbers`,
    kind => {
      for (let seed = 1; seed <= tried; seed += 1) {
        const plant = drawPlant(shape, kind, seed);
        const comparison = compareSeed(shape, seed, plant);
        const { first } = comparison;
        const about = `seed ${seed}, ${plant.at}: ${told(comparison).join(', ')}`;
        expect(first && { kind: first.kind, place: placeOf(first) }, about).toEqual({
          kind,
          place: expectedPlace(plant),
        });
      }
    },
  );

  it('do not differ where nothing was planted', () => {
    for (let seed = 1; seed <= tried; seed += 1) {
      const comparison = compareSeed(shape, seed);
      expect(told(comparison), `seed ${seed}`).toEqual([expect.stringMatching(/^no difference/u)]);
      expect(comparison.matchedShare).toBe(1);
    }
  });

  it('are different programs from runs of another shape', () => {
    for (const other of shapes.filter(one => one !== shape && !areAlike(one, shape))) {
      const successes = [1, 2, 3].map(seed => recordPlan(other, { seed }));
      const comparison = compareWithLast(recordPlan(shape, { seed: 9 }), successes);
      expect(comparison.isDifferentProgram, other).toBe(true);
    }
  });
});

/** Retried runs do what linear ones do. */
function areAlike(one: Shape, other: Shape): boolean {
  return [one, other].every(shape => shape === 'linear' || shape === 'retried');
}
