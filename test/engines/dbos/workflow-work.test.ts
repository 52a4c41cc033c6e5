import { expect, test } from 'vitest';
import { placeOfStep } from '../../../src/engines/dbos/workflow-row.ts';

test('a fork begins at a step that is known, and never at another in its place', () => {
  expect(['step-000000', 'step-000012-try-1', 'step-1000000'].map(placeOfStep)).toEqual([0, 12, 1_000_000]);
  expect(['step-000012-', 'handler', 'step-', ''].map(placeOfStep)).toEqual(Array(4).fill(undefined));
});
