import { expect, test } from 'vitest';
import { createConfirmOwn } from '../../../src/screen/own-commands/own-commands.ts';
import { opened } from '../dialog-actions.ts';
import { installFakeClock } from '../fake-clock.ts';
import { createMemoryStore, sampleRun } from '../memory-store.ts';
import { openSession, press, settle } from '../open-session.ts';
import { listState } from '../screen-states.ts';

installFakeClock();

const command = {
  name: 'note',
  run: ['note', '{id}'],
  isShell: false,
  isConfirmed: true,
  place: 'c:1',
} as const;

/** What has become of the question after these keys. */
async function answered(count: number, ...keys: readonly string[]) {
  const size = { columns: 100, rows: 30 };
  const runs = Array.from({ length: count }, (_, at) => sampleRun(at));
  const from = listState(size, opened(createConfirmOwn(command, runs)));
  const { session } = openSession(
    createMemoryStore([]),
    size,
    undefined,
    undefined,
    undefined,
    undefined,
    [],
    from,
  );
  press(session, ...keys);
  await settle();
  const { overlay, notice } = session.getState();
  return [overlay.type, notice?.text];
}

const isRun = (count: number) => ['none', `note: done for ${count} runs`];

test('a command of the user is not confirmed before an answer is chosen, on fewer than ten runs', async () => {
  expect(await answered(9, 'enter')).toEqual(['none', undefined]);
  expect(await answered(9, 'right', 'enter')).toEqual(isRun(9));
});

test('from ten runs on their number confirms it, and no other', async () => {
  const isAsked = ['confirm-own', 'type 12 first'];
  expect(await answered(12, 'enter')).toEqual(isAsked);
  expect(await answered(12, 'right')).toEqual(isAsked);
  expect(await answered(12, 'y')).toEqual(isAsked);
  expect(await answered(12, '1', 'enter')).toEqual(isAsked);
  expect(await answered(12, '1', '2', '0', 'enter')).toEqual(isAsked);
  expect(await answered(12, '1', '2', 'enter')).toEqual(isRun(12));
});

test('a command that ends at a run which cannot be read says so, and not that it is done', async () => {
  const size = { columns: 100, rows: 30 };
  const runs = [sampleRun(1), sampleRun(2), sampleRun(3)];
  const withInput = { ...command, run: ['note', '{input}'] } as const;
  const from = listState(size, opened(createConfirmOwn(withInput, runs)));
  const store = createMemoryStore(runs.slice(0, 1));
  const { session } = openSession(store, size, undefined, undefined, undefined, undefined, [], from);
  press(session, 'right', 'enter');
  await settle();
  expect(session.getState().notice).toMatchObject({
    text: expect.stringMatching(/^note was not run: .*run_0002/u),
    tone: 'error',
  });
});
