import { expect, test } from 'vitest';
import { createState, reduce } from '../../../src/screen/reduce.ts';
import { createLongTask } from '../../../src/screen/shell/jobs.ts';
import { statusLines } from '../../../src/screen/shell/status-lines.ts';
import { installFakeClock } from '../fake-clock.ts';
import { createMemoryStore } from '../memory-store.ts';
import { settle } from '../open-session.ts';

installFakeClock();

test('two long tasks have a line each, and the end of one leaves the line of the other', async () => {
  const { target, can } = createMemoryStore([]);
  let state = createState({ size: { columns: 100, rows: 30 }, now: 0, target, can });
  const dispatch: Parameters<typeof createLongTask>[0] = action => {
    state = reduce(state, action);
  };
  const [reading, own] = [createLongTask(dispatch), createLongTask(dispatch)];
  const { promise, resolve } = Promise.withResolvers<void>();
  own.start({ kind: 'own-command', text: 'running deploy…' }, () => promise);
  reading.start({ kind: 'copying', text: 'reading the whole run…' }, () => new Promise(() => {}));
  await settle(300);
  const [first, second] = ['running deploy… · Esc stops', 'reading the whole run…'];
  expect(statusLines(state)).toEqual([first, second]);
  reading.stop();
  expect(statusLines(state)).toEqual([first]);
  resolve();
  await settle();
  expect(statusLines(state)).toEqual([]);
});
