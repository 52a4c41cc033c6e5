import fc from 'fast-check';
import { expect, test } from 'vitest';
import { draftSpan, draftStep } from '../../../../src/model/compare/tree/draft-nodes.ts';
import { createSpanFinder } from '../../../../src/model/compare/tree/find-span.ts';
import { spanOf, stepOf } from '../compared-runs.ts';

const start = fc.oneof(fc.nat(30), fc.double({ min: 0, max: 30, noNaN: true }));
const named = fc.record({ name: fc.constantFrom('a', 'b'), start });

const spansOf = (found: readonly { readonly name: string; readonly start: number }[]) =>
  found.map(({ name, start }, at) => spanOf(name, start, { id: `span ${at}`, kind: 'step' }));

const find = (finder: ReturnType<typeof createSpanFinder>, name: string, startedAt: number) => {
  const attempts = [stepOf(name, startedAt)] as const;
  return finder(attempts, draftStep(attempts))?.span;
};

test('a step is the first span of its name that no other step is, and that starts within 5 ms', () => {
  fc.assert(
    fc.property(fc.array(named), fc.array(named), (of, steps) => {
      const spans = spansOf(of.toSorted((a, b) => a.start - b.start));
      const finder = createSpanFinder(spans.map(draftSpan));
      for (const step of steps) {
        const at = spans.findIndex(
          ({ name, startAt }) => name === step.name && Math.abs(startAt - step.start) <= 5,
        );
        const [expected] = at < 0 ? [] : spans.splice(at, 1);
        expect(find(finder, step.name, step.start)).toBe(expected);
      }
    }),
  );
});

test('a step is the span with its id, although another one of its name starts with it', () => {
  const steps = [stepOf('a', 1, { id: 'own' }), stepOf('a', 100)] as const;
  const spans = [spanOf('a', 1, { kind: 'step' }), spanOf('a', 99, { kind: 'step', id: 'own' })];
  const finder = createSpanFinder(spans.map(draftSpan));
  const ids = steps.map(step => finder([step], draftStep([step]))?.span?.id);
  expect(ids).toEqual(['own', undefined]);
});

const many = 2_000;

test('looks at few spans for each of very many steps of one name, whether or not they start together', () => {
  for (const apartMs of [0, 20]) {
    let looks = 0;
    const nodes = Array.from({ length: many }, (_, at) => {
      const node = draftSpan(spanOf('a', at * apartMs, { id: `span ${at}`, kind: 'step' }));
      return Object.defineProperty(node, 'startedAt', {
        get: () => {
          looks += 1;
          return at * apartMs;
        },
      });
    });
    const finder = createSpanFinder(nodes);
    const found = nodes.map((_, at) => find(finder, 'a', at * apartMs + 6)?.id);
    expect(found.filter(id => id !== undefined)).toEqual([]);
    expect(nodes.map((_, at) => find(finder, 'a', at * apartMs)?.id)).toEqual(
      nodes.map(({ span }) => span.id),
    );
    expect(looks).toBeLessThan(10 * many);
  }
});
