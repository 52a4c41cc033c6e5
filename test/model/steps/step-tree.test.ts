import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Step } from '../../../src/model/run.ts';
import type { Attempts } from '../../../src/model/steps/step-tree.ts';
import { type StepTree, stepsAround, stepTreeOf } from '../../../src/model/steps/step-tree.ts';
import { trials } from '../../trials.ts';

const step = (id: string, fields: Partial<Step> = {}): Step => ({
  id,
  name: id,
  type: 'action',
  status: 'success',
  attempt: 1,
  ...fields,
});

function allIn(tree: StepTree, groups: readonly Attempts[] = tree.roots): readonly string[] {
  return groups.flatMap(group => group.flatMap(({ id }) => [id, ...allIn(tree, tree.inside.get(id) ?? [])]));
}

test('steps are inside of the attempt that began them, and are counted wherever they are', () => {
  const failed = step('outer', { status: 'failed', name: 'o' });
  const again = step('outer2', { attempt: 2, name: 'o' });
  const inner = step('inner', { parentId: 'outer2', status: 'failed' });
  const tree = stepTreeOf([failed, again, inner, step('last')]);
  expect(tree.roots.map(group => group.map(({ id }) => id))).toEqual([['outer', 'outer2'], ['last']]);
  expect(tree.inside.get('outer2')).toEqual([[inner]]);
  expect([tree.all.length, tree.failed, tree.retried]).toEqual([3, 1, 1]);
  expect(stepsAround(tree, inner)).toEqual([[failed, again], [inner]]);
});

test('a step whose parent is not there, comes later, or is itself is in the list all the same', () => {
  const odd = [
    step('a', { parentId: 'gone' }),
    step('b', { parentId: 'b' }),
    step('c', { parentId: 'd' }),
    step('d'),
  ];
  expect(allIn(stepTreeOf(odd))).toEqual(['a', 'b', 'c', 'd']);
});

test('every attempt is in the tree once, whatever the ids and parents', () => {
  const ids = fc.constantFrom('a', 'b', 'c', 'd', 'e');
  const sketch = fc.record({
    id: ids,
    parentId: fc.option(ids, { nil: undefined }),
    attempt: fc.integer({ min: 1, max: 3 }),
  });
  fc.assert(
    fc.property(fc.uniqueArray(sketch, { selector: ({ id }) => id }), sketches => {
      const tree = stepTreeOf(sketches.map(({ id, ...fields }) => step(id, { ...fields, name: 'x' })));
      expect([...allIn(tree)].sort()).toEqual(sketches.map(({ id }) => id).sort());
    }),
    { numRuns: trials(200) },
  );
});

test('ids that occur twice make no circle', () => {
  const tree = stepTreeOf([
    step('x'),
    step('y', { parentId: 'x' }),
    step('x', { parentId: 'y', name: 'again' }),
  ]);
  expect(allIn(tree).length).toBeGreaterThanOrEqual(3);
});
