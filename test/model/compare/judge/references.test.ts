import { expect, test } from 'vitest';
import { acrossNodes } from '../../../../src/model/compare/judge/references.ts';
import type { PairedNode } from '../../../../src/model/compare/run-comparison.ts';
import { draftRun } from '../../../../src/model/compare/tree/run-node.ts';
import { runOf } from '../compared-runs.ts';

test('the children of a node are grouped by name once, however many of them differ', () => {
  const children = ['chunk', 'chunk', 'chunk'].map(name => draftRun(runOf({ name })));
  let reads = 0;
  const root = Object.defineProperty(draftRun(runOf()), 'children', {
    get: () => {
      reads += 1;
      return children;
    },
  });
  const pairOf = (b: typeof root, parent?: PairedNode): PairedNode => ({
    ...{ parent, a: undefined, b, children: [], differences: [], noise: [], total: 0, noiseTotal: 0 },
  });
  const parent = pairOf(root);
  for (const child of children) acrossNodes({ successes: [], failures: [] }, pairOf(child, parent));
  expect(reads).toBe(1);
});
