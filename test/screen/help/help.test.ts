import { describe, expect, test } from 'vitest';
import {
  createHelp,
  type Help,
  type HelpRow,
  scrollHelp,
  shownHelpRows,
} from '../../../src/screen/help/help.ts';
import { helpRows } from '../../../src/screen/help/help-commands.ts';
import { paletteRows } from '../../../src/screen/help/palette.ts';
import { plainTheme } from '../../../src/screen/paint/theme.ts';
import { reduce } from '../../../src/screen/reduce.ts';
import type { State } from '../../../src/screen/shell/state.ts';
import { opened } from '../dialog-actions.ts';
import { drawApp } from '../draw-app.tsx';
import { failedRun, timeout } from '../groups/failed-runs.ts';
import { createMemoryStore, sampleRun } from '../memory-store.ts';
import { openSession, press, typeKeys } from '../open-session.ts';
import { listState, runs } from '../screen-states.ts';

const size = { columns: 100, rows: 30 };
const [, failed] = runs;
if (!failed) throw new Error('the samples have a failed run');
const inDetail = [
  { type: 'detail-opened', summary: failed },
  { type: 'screen-changed', screen: 'detail' },
] as const;

function rowsOf(rows: readonly HelpRow[]): readonly Extract<HelpRow, { readonly type: 'keys' }>[] {
  return rows.filter(row => row.type === 'keys');
}

/** The texts of the rows that are listed before anything is searched. */
function here(state = listState(size)): readonly string[] {
  return rowsOf(helpRows(state).listed).map(({ help }) => help);
}

function titles(state: State): readonly string[] {
  return helpRows(state).listed.flatMap(row => (row.type === 'group' ? [row.title] : []));
}

describe('the help', () => {
  test('begins with Find, Understand and Act; moving is the last of the tasks', () => {
    const tasks = ['Find', 'Understand', 'Act', 'Look', 'Program', 'Move', 'All keys'];
    expect(titles(listState(size))).toEqual(tasks);
    expect(titles(listState(size, ...inDetail))).toEqual(tasks);
  });

  const small = { columns: 80, rows: 24 };

  test.each([
    ['active', 0],
    ['ended', 1],
  ])('has cancel on its first two screens at 80×24, on an %s run', (_, index) => {
    const state = listState(small, { type: 'cursor-moved', index });
    const help = createHelp(helpRows(state));
    const screens = [help, scrollHelp(help, 18, small)].map(shown =>
      drawApp(reduce(state, opened(shown)), plainTheme),
    );
    expect(screens.flat().join('\n')).toMatch(/ x {2,}cancel the run, or the marked runs/u);
  });

  test('of the table is read in four screens at 80×24', () => {
    const help = createHelp(helpRows(listState(small)));
    expect(scrollHelp(help, Number.POSITIVE_INFINITY, small).top).toBeLessThanOrEqual(3 * 18);
  });

  test('lists the keys that work where one stands', () => {
    expect(here()).toContain('filter the runs');
    expect(here()).not.toContain('search in the detail');
    expect(here()).not.toContain('tab 1, Overview');
    expect(here(listState(size, ...inDetail))).toContain('search in the detail');
    expect(here(listState(size, ...inDetail))).not.toContain('zoom the trace in');
    expect(here(listState(size, ...inDetail))).not.toContain('filter the runs');
  });

  test('says why an act does not work on this run, after those that do', () => {
    const rows = rowsOf(helpRows(listState(size, { type: 'cursor-moved', index: 1 })).listed);
    const places = ['y', 'Y', 'x'].map(key => rows.findIndex(({ keys }) => keys.includes(key)));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(rows[places[2] ?? -1]).toMatchObject({ where: 'signup-pipeline has already ended' });
  });

  test('leaves rarely used keys to the palette, and to its search', () => {
    const reverse = 'reverse the order';
    expect(here()).not.toContain(reverse);
    expect(rowsOf(helpRows(listState(size)).found).map(({ help }) => help)).toContain(reverse);
    const palette = paletteRows(listState(size), { text: '' });
    expect(palette).toContainEqual(expect.objectContaining({ text: reverse }));
  });

  test('says of what only a search finds where it works, or why not now', () => {
    const { found } = helpRows(listState(size, ...inDetail));
    expect(found).toContainEqual(expect.objectContaining({ help: 'filter the runs', where: 'table' }));
    const zoom = rowsOf(found).find(({ help }) => help === 'zoom the trace in');
    expect(zoom).toMatchObject({ where: expect.stringContaining('in the trace only') });
  });

  const open = () => openSession(createMemoryStore([sampleRun(1)]), size).session;
  const shown = ({ getState }: ReturnType<typeof open>) => shownHelpRows(getState().overlay as Help);

  test('is searched with /, by texts and keys, and each row stays under its title', () => {
    const session = open();
    press(session, '?', '/');
    typeKeys(session, 'reverse the');
    expect(shown(session)).toMatchObject([
      { title: 'Look' },
      { help: 'choose the order; choose it again to reverse the table' },
      { title: 'Rarely used, on other screens, or not now' },
      { help: 'reverse the order' },
    ]);
    press(session, 'enter', 'j');
    expect(shown(session)).toHaveLength(4);
    press(session, '/', 'escape');
    expect(shown(session).length).toBeGreaterThan(40);
    press(session, 'q');
    expect(session.getState().overlay.type).toBe('none');
  });

  test('is searched by the names of commands, too, as the palette is', () => {
    const session = open();
    press(session, '?', '/');
    typeKeys(session, 'notify');
    expect(shown(session)).toMatchObject([{}, { help: 'ring the terminal when a run of this list fails' }]);
  });

  test('takes q and j as letters while words are typed', () => {
    const session = open();
    press(session, '?', '/', 'j', 'q');
    expect(session.getState().overlay).toMatchObject({ type: 'help', search: { text: 'jq' } });
    expect(shown(session)).toEqual([]);
  });
});

test('the help of the groups says what their states mean, and is searched for them', async () => {
  const { session } = openSession(createMemoryStore([failedRun(1, timeout)]), size);
  press(session, '!', '?', '/');
  typeKeys(session, 'have not opened');
  expect(shownHelpRows(session.getState().overlay as Help)).toEqual([
    { type: 'group', title: 'The states of groups' },
    { type: 'keys', keys: ['new'], help: 'you have not opened, copied, noted or muted it' },
  ]);
});

test.each([
  ['pagedown', 18],
  ['ctrl+d', 9],
  ['space', 18],
])('%s scrolls the help by what is visible: %d lines of 18', (key, lines) => {
  const { session } = openSession(createMemoryStore([sampleRun(1)]), { columns: 80, rows: 24 });
  press(session, '?', key);
  expect(session.getState().overlay).toMatchObject({ type: 'help', top: lines });
});
