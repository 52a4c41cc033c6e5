import { describe, expect, test } from 'vitest';
import { type Help, shownHelpRows } from '../../../src/screen/help/help.ts';
import { helpRows } from '../../../src/screen/help/help-commands.ts';
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

/** The texts before the first title that is not a group of keys. */
function here(state = listState(size)): readonly string[] {
  const rows = helpRows(state);
  const end = rows.findIndex(row => row.type === 'group' && row.title === 'Not here, or not now');
  return rows.slice(0, end).flatMap(row => (row.type === 'keys' ? [row.help] : []));
}

describe('the help', () => {
  test('begins with the keys that work where one stands', () => {
    expect(here()).toContain('filter the runs');
    expect(here()).not.toContain('search in the detail');
    expect(here()).not.toContain('tab 1, Overview');
    expect(here(listState(size, ...inDetail))).toContain('search in the detail');
    expect(here(listState(size, ...inDetail))).not.toContain('zoom the trace in');
    expect(here(listState(size, ...inDetail))).not.toContain('filter the runs');
  });

  test('says of the others where they work, or why not now', () => {
    const rows = helpRows(listState(size, ...inDetail));
    expect(rows).toContainEqual(expect.objectContaining({ help: 'filter the runs', where: 'table' }));
    const zoom = rows.find(row => row.type === 'keys' && row.help === 'zoom the trace in');
    expect(zoom).toMatchObject({ where: expect.stringContaining('in the trace only') });
  });

  const open = () => openSession(createMemoryStore([sampleRun(1)]), size).session;
  const shown = ({ getState }: ReturnType<typeof open>) => shownHelpRows(getState().overlay as Help);

  test('is searched with /, by texts and keys, and each row stays under its title', () => {
    const session = open();
    press(session, '?', '/');
    typeKeys(session, 'reverse the');
    expect(shown(session)).toMatchObject([{ title: 'Look' }, {}, { help: 'reverse the order' }]);
    press(session, 'enter', 'j');
    expect(shown(session)).toHaveLength(3);
    press(session, '/', 'escape');
    expect(shown(session).length).toBeGreaterThan(60);
    press(session, 'q');
    expect(session.getState().overlay.type).toBe('none');
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
    { type: 'term', term: 'new', help: 'you have not opened, copied, noted or muted it' },
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
