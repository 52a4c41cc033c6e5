import { expect, test, vi } from 'vitest';
import { followChanges } from '../../../src/screen/bars/screen-changes.ts';
import { live, settled } from '../live-session.ts';
import { listState } from '../screen-states.ts';

function follow() {
  const session = live(listState({ columns: 100, rows: 30 }));
  const listener = vi.fn();
  const release = vi.fn();
  const hold = vi.fn(() => release);
  const changes = followChanges(session, { hold });
  const unsubscribe = changes.subscribe(listener);
  return { session, listener, hold, release, changes, unsubscribe };
}

test('a change of what the same panes show is told at once', () => {
  const { session, listener, hold, unsubscribe } = follow();
  session.dispatch({ type: 'cursor-moved', index: 2 });
  expect(listener).toHaveBeenCalledTimes(1);
  unsubscribe();
  session.dispatch({ type: 'cursor-moved', index: 3 });
  expect(listener).toHaveBeenCalledTimes(1);
  expect(hold).not.toHaveBeenCalled();
});

test('other panes are told in a turn of their own, and nothing is painted before', async () => {
  const { session, listener, hold, release } = follow();
  session.dispatch({ type: 'resized', size: { columns: 10, rows: 3 } });
  await Promise.resolve();
  expect(session.getState().size.rows).toBe(3);
  expect(listener).not.toHaveBeenCalled();
  expect([hold.mock.calls.length, release.mock.calls.length]).toEqual([1, 0]);
  await settled();
  expect(listener).toHaveBeenCalledTimes(1);
  expect(release).toHaveBeenCalledTimes(1);
});

test('nothing is told after the end, nor what was to be told in a turn of its own', async () => {
  const { session, listener, changes } = follow();
  session.dispatch({ type: 'resized', size: { columns: 10, rows: 3 } });
  changes.stop();
  session.dispatch({ type: 'cursor-moved', index: 2 });
  await settled();
  expect(listener).not.toHaveBeenCalled();
});
