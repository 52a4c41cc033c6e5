import { Box, Text } from 'ink';
import { afterEach, expect, test } from 'vitest';
import type { FailureMark } from '../../../src/model/failure/memory/failure-mark.ts';
import { Dialog } from '../../../src/screen/dialogs/dialog.tsx';
import { moveInMenu } from '../../../src/screen/dialogs/menu.ts';
import { lineOf } from '../../../src/screen/dialogs/text-line.ts';
import { createNoteFailure, type NoteFailure, revealNote } from '../../../src/screen/groups/mark-group.ts';
import { createPalette } from '../../../src/screen/help/palette.ts';
import { plainTheme } from '../../../src/screen/paint/theme.ts';
import type { Action } from '../../../src/screen/shell/state.ts';
import { createColumnsMenu } from '../../../src/screen/table/table-menus.ts';
import { createTargetMenu } from '../../../src/screen/targets/target-menu.ts';
import { cancelMoved, changed, opened } from '../dialog-actions.ts';
import { type Drawn, drawApp, drawWithRows } from '../draw-app.tsx';
import { live, settled } from '../live-session.ts';
import { askedMany, cancelTarget, markedOf } from '../many-states.ts';
import { dialogStates } from '../named-states.ts';
import { listState } from '../screen-states.ts';

process.env.TZ = 'UTC';
let drawn: Drawn | undefined;
afterEach(() => drawn?.unmount());

const size = { columns: 100, rows: 24 };

const open = (...actions: readonly Action[]) => {
  const session = live(listState(size, ...actions));
  drawn = drawWithRows(size, rows => (
    <Box width={size.columns} height={size.rows}>
      <Dialog session={session} theme={plainTheme} painter={rows} />
    </Box>
  ));
  const { painter } = drawn;
  const lines = () => painter.frame().map(line => line.replace(/^[ │]+|[ │]+$/gu, ''));
  const show = async (...facts: readonly Action[]) => {
    for (const fact of facts) session.dispatch(fact);
    await settled();
  };
  const inkFrames = () => drawn?.inkFrames.length;
  return { lines, show, session, inkFrames };
};

const openNamed = (name: string) => open(...(dialogStates[name] ?? []));

test('nothing is drawn while no dialog is open', () => {
  expect(open().lines().join('')).toBe('');
});

test('nothing of what is below shows in a dialog, not even in its blank columns', async () => {
  const low = { columns: 60, rows: 15 };
  const session = live(listState(low, menu(0)));
  drawn = drawWithRows(low, rows => (
    <Box width={low.columns} height={low.rows}>
      <Text>{'p'.repeat(low.columns * low.rows)}</Text>
      <Dialog session={session} theme={plainTheme} painter={rows} />
    </Box>
  ));
  await settled();
  const inside = drawn.painter.frame().filter(line => line.includes('│'));
  expect(inside.length).toBeGreaterThan(5);
  for (const line of inside) expect(line).toMatch(/^ *│ [^p]* │ *$/u);
});

test('a dialog disappears when its overlay is closed', async () => {
  const { lines, show } = openNamed('help');
  expect(lines().join('\n')).toContain('Keys of the table  1–18 of');
  await show({ type: 'dialog-closed', dialog: 'help' });
  expect(lines().join('')).toBe('');
});

test('help is drawn again when the window changes', async () => {
  const { lines, show } = openNamed('help');
  await show({ type: 'resized', size: { columns: 100, rows: 20 } });
  expect(lines().join('\n')).toContain('Keys of the table  1–14 of');
});

const items = Array.from({ length: 40 }, (_, index) => ({ id: `${index}`, label: `item ${index}` }));
const menu = (index: number): Action => opened(createTargetMenu(items, `${index}`));

test('a menu marks the chosen item, and scrolls to it', async () => {
  const { lines, show } = open();
  for (const index of [0, 1, 39, 0, 20]) {
    await show(menu(index));
    expect(lines().filter(line => line.startsWith('▌'))).toEqual([
      `▌ ${index < 9 ? index + 1 : ' '} item ${index}`,
    ]);
  }
});

test('the question before a cancel names run, status and target, and chooses No', () => {
  const { lines } = openNamed('confirm-cancel');
  const text = lines();
  expect(text).toContain('Cancel signup-pipeline?');
  expect(text).toContain('run     run_0059');
  expect(text).toContain('status  Running');
  expect(text).toContain('target  ./runs.db');
  expect(text).toContain('[ No ]   Yes, cancel');
});

test('the question before a cancel says when the run has ended meanwhile', async () => {
  const { lines, show, session } = openNamed('confirm-cancel');
  const runs = session
    .getState()
    .list.rows.map(run =>
      run.id === cancelTarget.id ? { ...run, status: 'success' as const, finishedAt: run.createdAt } : run,
    );
  await show({ type: 'page-loaded', kind: 'refresh', page: { runs } });
  expect(lines()).toContain('run     run_0059');
  expect(lines()).toContain('status  Success');
});

test('the question before a kill says that nothing can be cleaned up', () => {
  expect(openNamed('confirm-kill').lines()).toContain('A killed run ends at once and cannot clean up.');
});

test('of more workflows than there is room for, the question says how many it does not name', async () => {
  const { lines, show } = open();
  const runs = Array.from({ length: 30 }, (_, at) => ({ ...cancelTarget, name: `flow-${at}` }));
  await show(opened(askedMany('cancel', markedOf(runs))));
  expect(lines()).toContainEqual(expect.stringMatching(/^Cancel 30 runs\? +30 running$/u));
  expect(lines()).toContainEqual(expect.stringMatching(/^flow-9 +1 +1 running$/u));
  expect(lines()).toContain('… and 19 more: j and k scroll');
  expect(lines()).toContainEqual(expect.stringContaining('type 30:'));
});

test('what became of each cancel is drawn again when an answer comes', async () => {
  const { lines, session } = openNamed('acting');
  const lineOf = (address: string) => lines().find(line => line.endsWith(address));
  expect(lineOf('run_0059')).toContain('requested, waiting for the run to end');
  expect(lineOf('run_0058')).toContain('not canceled, already finished: Failed');
  expect(lineOf('run_0056')).toContain('waiting');
  session.dispatch(cancelMoved('run_0059', { type: 'ended', status: 'canceled' }));
  await settled();
  expect(lineOf('run_0059')).toContain('Canceled');
});

test('the palette shows the commands that match, or that none does', async () => {
  const { lines, show } = openNamed('palette');
  expect(lines().filter(line => line.startsWith('▌')).length).toBe(1);
  await show(changed({ ...createPalette(), ...lineOf('column xyzzy') }));
  expect(lines()).toContain('no command, view or workflow has these words');
});

test('the name of a view is shown as it is typed', () => {
  expect(openNamed('name-view').lines()).toContain('name mine');
});

test('a menu that is taller than the window says which of how many items is chosen', () => {
  const items = Array.from({ length: 20 }, (_, at) => ({ id: `${at}`, label: `item ${at}` }));
  const menu = createColumnsMenu(items);
  const titleIn = (rows: number, shown = menu) =>
    drawApp(listState({ columns: 60, rows }, opened(shown)), plainTheme).find(line =>
      line.includes('Columns'),
    );
  expect(titleIn(15)).toContain('Columns  (1 of 20)');
  expect(titleIn(15, moveInMenu(menu, -1))).toContain('Columns  (20 of 20)');
  expect(titleIn(40)).not.toContain('of 20');
});

const noted = (known?: FailureMark): NoteFailure => {
  const at = { id: 'run_1', at: 0 };
  return createNoteFailure({ id: '0k3x9f0a1b2', first: at, last: at, count: 1 }, { known });
};

test('a note is shown with who made it and when, an example only where there is none', () => {
  const text = { note: 'the provider is slow', ticket: 'OPS-12', by: 'ada', at: 0 };
  const shown = { firstAt: 0, lastAt: 0, count: 1 };
  const known = { failureId: '0k3x9f0a1b2', kind: 'known', shown, ...text } as const;
  const lines = open(opened(noted(known))).lines();
  expect(lines).toContainEqual(expect.stringMatching(/^note OPS-12: the provider is slow$/u));
  expect(lines).toContainEqual(expect.stringMatching(/^noted: ada, \d+y ago$/u));
  expect(open(opened(noted())).lines()).toContainEqual(
    expect.stringMatching(/^note OPS-12: what is known$/u),
  );
});

test('a note says which rules made the group', () => {
  const because = 'SQLSTATE 23505 · constraint orders_pkey';
  expect(open(opened({ ...noted(), because })).lines()).toContainEqual(
    expect.stringMatching(/^one group because: SQLSTATE 23505 · constraint orders_pkey$/u),
  );
});

test('the secrets in a note are masked until u, and the note is not edited before', () => {
  const shown = { firstAt: 0, lastAt: 0, count: 1 };
  const known = { failureId: '0k3x9f0a1b2', kind: 'known', shown, note: 'token=Zq7xKp9m', at: 0 } as const;
  const masked = open(opened(noted(known)));
  expect(masked.lines()).toContainEqual(expect.stringMatching(/^note token=••••••$/u));
  expect(masked.lines().join()).not.toContain('Zq7x');
  const revealed = open(opened(revealNote(noted(known))));
  expect(revealed.lines()).toContainEqual(expect.stringMatching(/^note token=Zq7xKp9m$/u));
});
