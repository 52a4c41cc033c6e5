import { expect, test } from 'vitest';
import { createRandom } from '../../../../src/demo/draw/random.ts';
import { mirrorComparison } from '../../../../src/model/compare/mirror-comparison.ts';
import { packComparison, unpackComparison } from '../../../../src/model/compare/packed/packed-comparison.ts';
import {
  type Difference,
  differenceKinds,
  type RunComparison,
} from '../../../../src/model/compare/run-comparison.ts';
import { openPayload } from '../../../../src/model/payload/lazy/lazy-payload.ts';
import { scanPayload } from '../../../../src/model/payload/lazy/scan-payload.ts';
import { trials } from '../../../trials.ts';
import { compare, finish, runOf, spanOf, stepOf, traceOf } from '../compared-runs.ts';
import { namesOf, planOf, recordPlan, type Shape, shapes } from '../planted-runs.ts';
import { comparisonFacts } from './comparison-facts.ts';

/** As another thread gets it. */
function sent(comparison: RunComparison): RunComparison {
  return finish(unpackComparison(structuredClone(finish(packComparison(comparison)))));
}

const tried = trials(8, 1);

test.each(shapes)('a comparison of %s runs tells the same in another thread, either way round', shape => {
  for (const kind of differenceKinds) {
    for (let seed = 1; seed <= tried; seed += 1) {
      const comparison = compareShape(shape, kind, seed);
      const packed = sent(comparison);
      expect(comparisonFacts(packed)).toEqual(comparisonFacts(comparison));
      expect(comparisonFacts(finish(mirrorComparison(packed)))).toEqual(
        comparisonFacts(finish(mirrorComparison(comparison))),
      );
    }
  }
});

function compareShape(shape: Shape, kind: Difference['kind'], seed: number): RunComparison {
  const names = namesOf(planOf(shape));
  const at = names[createRandom(seed, 79).between(0, names.length - 1)] ?? '';
  const caughtAt = kind === 'error' ? at : undefined;
  const [b = runOf(), ...successes] = [1, 2, 3].map(one =>
    recordPlan(shape, { seed: seed * 10 + one, caughtAt }),
  );
  return compare(recordPlan(shape, { seed: seed * 10, plant: { kind, at }, caughtAt }), b, successes);
}

const lazy = (value: unknown) => openPayload(scanPayload(new TextEncoder().encode(JSON.stringify(value))));

test('values of every kind, large ones, secrets, failed calls and labels of siblings are the same', () => {
  const rows = Array.from({ length: 2_000 }, (_, id) => ({ id, city: 'Malmö', note: 'a "b"\n' }));
  const text = 'ein „Text“ mit \\ und\tTab\n'.repeat(20_000);
  const a = runOf({
    ...{ id: 'run_2', status: 'failed', createdAt: 1, input: { n: 1.5, t: 'ä', no: null, o: { a: [1] } } },
    output: lazy({ kept: [1], rows, text, one: 1 }),
    error: { value: { large: rows }, name: 'CardError', message: 'declined', code: 'E1', stack: 'at x' },
    steps: [stepOf('charge', 0, { input: { password: 'hunter2', list: [true, 'x'] } })],
    ...traceOf(
      ...[0, 1, 2].map(at => spanOf('chunk', 20 + at, { attributes: { index: at + 1, size: at } })),
      spanOf('call', 30, { status: 'error', attributes: { 'http.response.status_code': 503 } }),
    ),
  });
  const b = runOf({
    ...{ input: { n: 2, t: 'b', no: false }, output: lazy({ kept: [1], text: `${text}!`, one: 'two' }) },
    steps: [stepOf('charge', 0, { input: { password: 'swordfish', list: [false] } })],
    ...traceOf(
      ...[0, 1, 2].map(at => spanOf('chunk', 20 + at, { attributes: { index: at + 2, size: 2 - at } })),
      spanOf('call', 30, { attributes: { 'http.response.status_code': 200 } }),
    ),
  });
  const comparison = compare(a, b);
  const told = JSON.stringify(comparisonFacts(comparison));
  for (const part of ['"isSecret":true', '"statusCode":503', '"labels":{']) expect(told).toContain(part);
  expect(comparison.differences.some(({ was }) => was === undefined)).toBe(true);
  expect(comparisonFacts(sent(comparison))).toEqual(comparisonFacts(comparison));
  const mirrored = finish(mirrorComparison(sent(comparison)));
  expect(comparisonFacts(mirrored)).toEqual(comparisonFacts(finish(mirrorComparison(comparison))));
});
