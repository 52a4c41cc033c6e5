import * as v from 'valibot';
import { expect, test } from 'vitest';
import {
  internalQueue,
  placeOfStep,
  toWorkflowSummary,
  workflowSchema,
} from '../../../src/engines/dbos/workflow-row.ts';

test('a fork begins at a step that is known, and never at another in its place', () => {
  expect(['step-000000', 'step-000012-try-1', 'step-1000000'].map(placeOfStep)).toEqual([0, 12, 1_000_000]);
  expect(['step-000012-', 'handler', 'step-', ''].map(placeOfStep)).toEqual(Array(4).fill(undefined));
});

test('a run that was sent for later, or was resumed, was not queued before', () => {
  const queuedAt = (own: object) => {
    const columns = { status: 'SUCCESS', created_at: 1_000, updated_at: 5_000, queue_name: 'mail', ...own };
    const named = Object.fromEntries(Object.entries(columns).map(([name, value]) => [`own.${name}`, value]));
    const row = { id: 'a', started_at: 6_010, finished_at: 6_020, step_count: 0, ...named };
    return toWorkflowSummary(v.parse(workflowSchema, row)).queuedAt;
  };
  expect([queuedAt({}), queuedAt({ delay_until_epoch_ms: 6_000 })]).toEqual([1_000, 6_000]);
  const resumed = { queue_name: internalQueue };
  expect([queuedAt(resumed), queuedAt({ ...resumed, status: 'ENQUEUED' })]).toEqual([undefined, 5_000]);
  expect(queuedAt({ ...resumed, forked_from: 'b' })).toBe(1_000);
});
