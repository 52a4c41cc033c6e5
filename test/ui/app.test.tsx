import { renderToString } from 'ink';
import { describe, expect, test } from 'vitest';
import { displayWidth } from '../../src/model/text/width.ts';
import type { Action } from '../../src/state/actions.ts';
import type { Session } from '../../src/state/session.ts';
import type { Overlay, State } from '../../src/state/state.ts';
import { builtInViews } from '../../src/state/views.ts';
import { App } from '../../src/ui/app.tsx';
import { screenLines } from '../../src/ui/screen-lines.ts';
import { colorTheme, plainTheme } from '../../src/ui/theme.ts';
import { listState } from './screen-states.ts';

process.env.TZ = 'UTC';

/** A session that shows one state and does nothing. */
function still(state: State): Session {
  const nothing = () => {};
  return {
    getState: () => state,
    subscribe: () => nothing,
    press: nothing,
    type: nothing,
    choose: nothing,
    resize: nothing,
    start: nothing,
    close: async () => {},
  };
}

const draw = (state: State, theme = plainTheme) =>
  renderToString(<App session={still(state)} theme={theme} />, { columns: state.size.columns });

const overlay = (open: Overlay): Action => ({ type: 'overlay-changed', overlay: open });

const cancelTarget = { id: 'run_0059', name: 'signup-pipeline', status: 'Running' };

const dialogs: Readonly<Record<string, readonly Action[]>> = {
  'confirm-cancel': [
    overlay({ type: 'confirm-cancel', runs: [cancelTarget], target: './runs.db', choice: 'no' }),
  ],
  'confirm-cancel-several': [
    overlay({
      type: 'confirm-cancel',
      runs: [cancelTarget, { id: 'run_0048', name: 'contract-approval', status: 'Waiting on hook' }],
      target: './runs.db',
      choice: 'yes',
    }),
  ],
  outcomes: [
    { type: 'cancel-moved', id: 'run_0059', phase: { type: 'answered', result: { type: 'requested' } } },
    {
      type: 'cancel-moved',
      id: 'run_0058',
      phase: { type: 'answered', result: { type: 'already-finished', status: 'failed' } },
    },
    overlay({
      type: 'outcomes',
      top: 0,
      runs: [cancelTarget, { id: 'run_0058', name: 'signup-pipeline', status: 'Running' }],
    }),
  ],
  help: [overlay({ type: 'help', top: 0 })],
  palette: [overlay({ type: 'palette', text: 'trace', caret: 5, index: 0 })],
  'view-menu': [
    overlay({
      type: 'menu',
      purpose: 'view',
      title: 'View',
      items: builtInViews.map(({ id, label }) => ({ id, label, hint: '12' })),
      initialIndex: 1,
    }),
  ],
  'name-view': [overlay({ type: 'name-view', text: 'mine', caret: 4 })],
};

describe.each([
  { columns: 60, rows: 15 },
  { columns: 100, rows: 24 },
])('at $columns×$rows', size => {
  test('Ink draws the very lines that were painted before it was there', () => {
    const state = listState(size);
    const painted = screenLines(state, colorTheme).map(line => line.trimEnd());
    const drawn = draw(state, colorTheme).split('\n');
    expect(drawn.map(plain)).toEqual(painted.map(plain));
  });

  test.each(Object.keys(dialogs))('a dialog lies over the table: %s', async name => {
    const drawn = draw(listState(size, ...(dialogs[name] ?? [])));
    const lines = drawn.split('\n');
    expect(lines.length).toBe(size.rows);
    expect(lines.filter(line => displayWidth(line) > size.columns)).toEqual([]);
    await expect(`${drawn}\n`).toMatchFileSnapshot(`../golden/dialogs/${name}-${size.columns}.txt`);
  });
});

function plain(line: string): string {
  return line.replace(/\u001B\[[\d;]*m/gu, '').trimEnd();
}
