import * as v from 'valibot';
import { expect, test } from 'vitest';
import { placeOfStep, toWorkflowSummary, workflowSchema } from '../../../src/engines/dbos/workflow-row.ts';

test('a fork begins at a step that is known, and never at another in its place', () => {
  expect(['step-000000', 'step-000012-try-1', 'step-1000000'].map(placeOfStep)).toEqual([0, 12, 1_000_000]);
  expect(['step-000012-', 'handler', 'step-', ''].map(placeOfStep)).toEqual(Array(4).fill(undefined));
});

test('a run that was sent for later was queued from then on', () => {
  const own = { 'own.status': 'SUCCESS', 'own.created_at': 1_000, 'own.queue_name': 'mail' };
  const queuedAt = (delay: object) => {
    const row = { id: 'a', started_at: 6_010, finished_at: 6_020, step_count: 0, ...own, ...delay };
    return toWorkflowSummary(v.parse(workflowSchema, row)).queuedAt;
  };
  expect([queuedAt({}), queuedAt({ 'own.delay_until_epoch_ms': 6_000 })]).toEqual([1_000, 6_000]);
});
