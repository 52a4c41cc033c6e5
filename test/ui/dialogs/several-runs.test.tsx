import { expect, test } from 'vitest';
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

test('what became of a cancel stands before the end of the run id', () => {
  const opened: Action = { overlay: 'outcomes', type: 'opened', act: 'cancel', runs };
  const text = drawApp(listState({ columns: 80, rows: 20 }, opened), plainTheme).join('\n');
  for (const id of ids) expect(text).toContain(id.slice(-4));
});
