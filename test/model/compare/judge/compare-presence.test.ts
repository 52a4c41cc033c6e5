import { expect, test } from 'vitest';
import { comparePresence } from '../../../../src/model/compare/judge/compare-presence.ts';
import type { Comparing } from '../../../../src/model/compare/judge/compare-values.ts';
import type { DraftPair } from '../../../../src/model/compare/pair-trees.ts';
import { draftRun } from '../../../../src/model/compare/tree/run-node.ts';
import { runOf } from '../compared-runs.ts';

test('rounds that one run lacks are grouped by name once, however many of them there are', () => {
  const many = 1_000;
  let reads = 0;
  const nodes = Array.from({ length: many }, () => draftRun(runOf({ name: 'chunk' })));
  const root = Object.assign(draftRun(runOf()), { children: nodes });
  const empty = { differences: [], noise: [], total: 0, noiseTotal: 0 };
  const parent: DraftPair = { parent: undefined, a: draftRun(runOf()), b: root, children: [], ...empty };
  for (const b of nodes) {
    const pair: DraftPair = { parent, a: undefined, b, children: [], ...empty };
    parent.children.push(
      Object.defineProperty(pair, 'a', {
        get: () => {
          reads += 1;
          return undefined;
        },
      }),
    );
  }
  const [a, b] = [runOf(), runOf()];
  const references = { successes: [{ run: b, hasSpans: true, hasChildRuns: true }], failures: [] };
  const comparing: Comparing = { references, runs: { a, b }, isActive: false, now: 0, found: [] };
  for (const pair of parent.children) comparePresence(pair, comparing);
  expect(comparing.found.map(({ difference: { is, was } }) => [is, was])).toEqual([[0, many]]);
  expect(reads).toBeLessThan(10 * many);
});
