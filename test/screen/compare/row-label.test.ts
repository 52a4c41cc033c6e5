import { expect, test } from 'vitest';
import type { PairedNode } from '../../../src/model/compare/run-comparison.ts';
import type { Run } from '../../../src/model/run.ts';
import { createIsAlike, shownChildren } from '../../../src/screen/compare/compare-tree.ts';
import { groupLabel, nodeRowLabel } from '../../../src/screen/compare/row-label.ts';
import { compareWithLast, runOf, spanOf, traceOf } from '../../model/compare/compared-runs.ts';

/** Successes embed more or fewer pages. */
function ingest(pages: number, fields: Partial<Run> = {}): Run {
  return runOf({
    ...traceOf(
      spanOf('fetch', 0),
      spanOf('embed', 10, { id: 'embed', attributes: { 'run.token': `t${pages}` } }),
      ...Array.from({ length: pages }, (_, at) => spanOf(`page ${at + 1}`, 10, { parentId: 'embed' })),
      spanOf('write', 20),
    ),
    ...fields,
  });
}

function rootOf(pages: number, ...successes: readonly number[]): PairedNode {
  return compareWithLast(
    ingest(pages, { id: 'run_9' }),
    successes.map((count, at) => ingest(count, { id: `run_${at}` })),
  ).root;
}

function labelsOf(root: PairedNode): readonly string[] {
  return shownChildren(root, createIsAlike(false)).map(child => {
    return child.type === 'group' ? groupLabel(child.group) : nodeRowLabel(child.node, false);
  });
}

test('steps that hide noise are not said to be identical, and have as many steps as they have', () => {
  expect(labelsOf(rootOf(4, 6, 5, 3, 390))).toEqual([
    '3 steps differ only in noise: fetch, embed (4 steps, was 390), write',
  ]);
  expect(labelsOf(rootOf(4, 4, 4))).toEqual(['3 identical steps: fetch, embed, write']);
});

test('a part of very many steps says how many of them run a has, and what is noise', () => {
  const [, embed] = rootOf(4, 6, 5, 3, 390).children;
  if (!embed) throw new Error('the step is there');
  expect(nodeRowLabel(embed, true)).toBe('embed (4 steps, was 390)');
  const [first] = shownChildren(embed, createIsAlike(true));
  expect(first?.type === 'group' && groupLabel(first.group)).toBe(
    '100 steps, 4 of them in a, 96 noise: page 1 to page 100',
  );
});
