import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toSpanTree } from '../../../src/model/trace/span-tree.ts';
import { trials } from '../../trials.ts';
import { arrange, spanOf } from './sketched-spans.ts';

test('the tree of a trace has its spans and siblings by start', () => {
  const spans = [spanOf(['b', 'run', 5, 9]), spanOf(['run', '', 0, 10]), spanOf(['a', 'run', 2, 3])];
  const { spans: sorted, parents, roots, children } = toSpanTree(spans);
  expect(sorted.map(({ id }) => id)).toEqual(['run', 'a', 'b']);
  expect([parents, roots, children]).toEqual([[-1, 0, 0], [0], [[1, 2], undefined, undefined]]);
});

test('a span whose parent is missing is a root', () => {
  expect(toSpanTree([spanOf(['a', 'gone', 0, 1])]).roots).toEqual([0]);
});

test.each([
  [['a', 'a']],
  [
    ['a', 'b'],
    ['b', 'a'],
  ],
  [
    ['a', 'c'],
    ['b', 'a'],
    ['c', 'b'],
    ['d', 'b'],
  ],
])('of spans that are inside of each other one is a root, and each stands once: %j', (...pairs) => {
  const tree = toSpanTree(pairs.map(([name = '', parent = ''], at) => spanOf([name, parent, at, 9])));
  expect(tree.roots).toHaveLength(1);
  expect([...tree.roots, ...tree.children.flatMap(found => found ?? [])].sort()).toEqual([
    ...tree.spans.keys(),
  ]);
});

test('any trace is arranged as by hand, or, where spans are inside of each other, without a circle', () => {
  const pair = fc.tuple(fc.integer({ min: 0, max: 11 }), fc.integer({ min: 0, max: 9 }));
  fc.assert(
    fc.property(fc.array(pair, { maxLength: 10 }), fc.boolean(), (pairs, isOrdered) => {
      const spans = pairs.map(([parent, start], at) =>
        spanOf([`s${at}`, isOrdered && parent >= at ? '' : `s${parent}`, isOrdered ? at : start, 20]),
      );
      const tree = toSpanTree(spans);
      if (isOrdered) expect(tree).toEqual(arrange(spans));
      for (const position of tree.spans.keys()) {
        const above: number[] = [];
        for (let at = position; at >= 0 && above.length <= spans.length; at = tree.parents[at] ?? -1)
          above.push(at);
        expect(above.length).toBeLessThanOrEqual(spans.length);
      }
    }),
    { numRuns: trials(2_000) },
  );
});

test('a chain of 100,000 spans is arranged in linear time', () => {
  const spans = Array.from({ length: 100_000 }, (_, at) => spanOf([`s${at}`, `s${at + 1}`, at, at + 1]));
  expect(toSpanTree(spans).roots).toEqual([99_999]);
});
