import { describe, expect, test } from 'vitest';
import {
  cancelAnswer,
  canceledState,
  isRevived,
  lostState,
  newState,
  ownerAfter,
  restoredState,
  stateAfter,
} from '../../../../src/database/runs/events/run-state.ts';

const running = { name: 'w', ...newState('w', { status: 'Paused' }), createdAt: 10, startedAt: 20 };
const lost = { ...running, ...lostState(running, 15) };

describe('a run whose owner is gone', () => {
  test('failed at the last heartbeat, but not before it started, and keeps the status it had', () => {
    expect(lost).toMatchObject({ status: 'failed', statusRaw: null, lostStatus: 'Paused', finishedAt: 20 });
    expect(lostState(running, 99).finishedAt).toBe(99);
    expect(lost).toMatchObject({ errorName: 'ProcessLost', errorMessage: 'its process is gone' });
  });

  test('is what it was when its owner is back', () => {
    expect(restoredState(lost)).toMatchObject(newState('w', { status: 'Paused' }));
  });

  test('goes on with the next status, and stays lost with anything else', () => {
    expect(stateAfter(lost, { status: 'running' })).toMatchObject(newState('w', { status: 'running' }));
    expect(stateAfter(lost, { attempt: 2 })).toEqual(lost);
    expect(isRevived(lost, stateAfter(lost, { status: 'success', finishedAt: 30 }))).toBe(true);
    expect(isRevived(lost, stateAfter(lost, { attempt: 2 }))).toBe(false);
  });

  test('keeps its owner while it is lost', () => {
    expect(ownerAfter(lost, 'before', 'now')).toBe('before');
    expect(ownerAfter(stateAfter(lost, { status: 'running' }), 'before', 'now')).toBe('now');
    expect(ownerAfter(stateAfter(lost, { status: 'success' }), 'before', 'now')).toBeNull();
  });

  test('can be canceled for good, without the error of the loss', () => {
    expect(cancelAnswer(lost, true)).toEqual({ type: 'canceled' });
    const canceled = { status: 'canceled', lostStatus: null, errorName: null };
    expect(canceledState(lost, 40)).toMatchObject(canceled);
  });

  test('lasted no longer for being canceled later', () => {
    expect(canceledState(lost, 40).finishedAt).toBe(lost.finishedAt);
    expect(canceledState(running, 40).finishedAt).toBe(40);
  });
});

describe('an event', () => {
  test('changes what it names, and nothing else', () => {
    const error = { value: '{}', name: 'E', message: 'one\ntwo' };
    const failed = { ...running, ...stateAfter(running, { status: 'failed', finishedAt: 30, error }) };
    expect(failed).toMatchObject({ status: 'failed', finishedAt: 30, errorName: 'E', errorMessage: 'one' });
    expect(stateAfter(failed, { finishedAt: Number.NaN })).toEqual(failed);
    expect(stateAfter(failed, { status: 'running' })).toMatchObject({ errorName: 'E', finishedAt: 30 });
  });

  test('that ends a run ends its ownership', () => {
    expect(ownerAfter(newState('w', { status: 'running' }), null, 'me')).toBe('me');
    expect(ownerAfter(newState('w', { status: 'success' }), null, 'me')).toBeNull();
    expect(ownerAfter(newState('w', { status: 'Paused', finishedAt: 3 }), null, 'me')).toBeNull();
  });
});

test.each([
  ['is not there', undefined, false, { type: 'not-found' }],
  ['is active and owned', newState('w', { status: 'running' }), true, { type: 'requested' }],
  ['is active and not owned', newState('w', { status: 'running' }), false, { type: 'canceled' }],
  ['has ended', newState('w', { status: 'failed' }), false, { type: 'already-finished', status: 'failed' }],
])('a cancel of a run that %s', (_, run, hasOwner, answer) => {
  expect(cancelAnswer(run, hasOwner)).toEqual(answer);
});
