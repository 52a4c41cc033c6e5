import { expect, test } from 'vitest';
import {
  asksForNumber,
  type ConfirmOwnAction,
  isConfirmed,
  reduceConfirmOwn,
} from '../../../src/screen/own-commands/confirm-own.ts';
import { sampleRun } from '../memory-store.ts';

const command = {
  name: 'note',
  run: ['note', '{id}'],
  isShell: false,
  isConfirmed: true,
  place: 'c:1',
} as const;

function asked(count: number, ...actions: readonly ConfirmOwnAction[]) {
  const runs = Array.from({ length: count }, (_, at) => sampleRun(at));
  const opened: ConfirmOwnAction = { overlay: 'confirm-own', type: 'opened', command, runs };
  const confirm = [opened, ...actions].reduce(
    reduceConfirmOwn,
    undefined as ReturnType<typeof reduceConfirmOwn>,
  );
  if (!confirm) throw new Error('the question is closed');
  return { asksForNumber: asksForNumber(confirm), isConfirmed: isConfirmed(confirm) };
}

const typed = (text: string): ConfirmOwnAction => ({ overlay: 'confirm-own', type: 'typed', text });

test('a command of the user is not confirmed before an answer is chosen, on fewer than ten runs', () => {
  expect(asked(9)).toEqual({ asksForNumber: false, isConfirmed: false });
  expect(asked(9, { overlay: 'confirm-own', type: 'choice-changed' }).isConfirmed).toBe(true);
});

test('from ten runs on their number confirms it, and no other', () => {
  expect(asked(12)).toEqual({ asksForNumber: true, isConfirmed: false });
  expect(asked(12, { overlay: 'confirm-own', type: 'choice-changed' }).isConfirmed).toBe(false);
  expect(asked(12, typed('1')).isConfirmed).toBe(false);
  expect(asked(12, typed('1'), typed('2')).isConfirmed).toBe(true);
  expect(asked(12, typed('12'), typed('0')).isConfirmed).toBe(false);
});
