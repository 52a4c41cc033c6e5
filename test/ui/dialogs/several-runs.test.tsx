import { expect, test } from 'vitest';
import type { CancelPhase } from '../../../src/state/cancel/cancel-phase.ts';
import type { IndexedOutcome } from '../../../src/state/overlays/acting/acting.ts';
import type { Action } from '../../../src/state/session/actions.ts';
import { plainTheme } from '../../../src/ui/theme.ts';
import { drawApp } from '../draw-app.tsx';
import { listState } from '../screen-states.ts';

const ids = ['run_01M8AWV2WVDMYKCSQF4TGGHVAM', 'run_01M8AWV2XXPMYKCSQF4TGG6QHR'];
const runs = ids.map((id, index) => ({
  id,
  address: id,
  name: index === 0 ? '日本語のワークフローと長い名前' : 'invoice-sync-of-every-night',
  status: 'Waiting on hook',
}));

test.each([60, 80, 200])('runs to cancel show their status, and ids that differ, in %i columns', columns => {
  const opened: Action = {
    overlay: 'confirm-cancel',
    type: 'opened',
    act: 'cancel',
    runs,
    target: './runs.db',
  };
  const lines = drawApp(listState({ columns, rows: 20 }, opened), plainTheme).filter(line =>
    line.includes('· '),
  );
  const shown = lines.flatMap(line => /run_\S+(?= +Waiting on hook)/u.exec(line)?.[0] ?? []);
  expect(shown.length).toBe(2);
  expect(new Set(shown).size).toBe(2);
});

test('a list of canceled runs is titled by what is true of them, once each has been answered', () => {
  const opened: Action = { overlay: 'acting', type: 'opened', act: 'cancel', runs };
  const moved = (address: string, phase: CancelPhase): Action => ({ type: 'cancel-moved', address, phase });
  const answered = (...outcomes: readonly IndexedOutcome[]): readonly Action[] => [
    { overlay: 'acting', type: 'progressed', runs, outcomes },
    { overlay: 'acting', type: 'round-ended', runs },
  ];
  const done = { type: 'done', text: 'cancel requested' } as const;
  const [first = '', second = ''] = ids;
  const titleAfter = (...actions: readonly Action[]) =>
    drawApp(listState({ columns: 80, rows: 20 }, opened, ...actions), plainTheme).find(line =>
      /Cancell?(?:ing|ed) .*runs/u.test(line),
    );
  const ended = moved(first, { type: 'ended', status: 'canceled' });
  const both = answered([0, done], [1, done]);
  expect(titleAfter(...both, ended)).toContain('Canceling 2 runs');
  expect(titleAfter(...both, ended, moved(second, { type: 'ended', status: 'canceled' }))).toContain(
    'Canceled 2 runs',
  );
  const refused = { type: 'refused', text: 'cancel refused: too late' } as const;
  expect(titleAfter(...answered([0, done], [1, refused]), ended)).toContain('Canceled 1 of 2 runs');
});

test('what became of a cancel stands before the end of the run id', () => {
  const opened: Action = { overlay: 'acting', type: 'opened', act: 'cancel', runs };
  const text = drawApp(listState({ columns: 80, rows: 20 }, opened), plainTheme).join('\n');
  for (const id of ids) expect(text).toContain(id.slice(-4));
});
