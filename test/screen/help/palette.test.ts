import { describe, expect, test } from 'vitest';
import { type PaletteRow, palette, paletteRows } from '../../../src/screen/help/palette.ts';
import type { Session } from '../../../src/screen/shell/session.ts';
import { installFakeClock } from '../fake-clock.ts';
import { createMemoryStore, sampleRun } from '../memory-store.ts';
import { openSession, press, settle, typeKeys } from '../open-session.ts';
import { createSlowStore } from '../slow-store.ts';

installFakeClock();

const size = { columns: 100, rows: 30 };
const open = () => openSession(createMemoryStore([sampleRun(3), sampleRun(2), sampleRun(1)]), size).session;

function rows({ getState }: Session): readonly PaletteRow[] {
  const state = getState();
  const shown = palette.in(state);
  return shown ? paletteRows(state, shown) : [];
}

function texts(session: Session): readonly string[] {
  return rows(session).map(row => (row.type === 'command' ? row.id : row.type));
}

describe('the palette', () => {
  test('has what acts on a run first, and what moves the cursor last', async () => {
    const session = open();
    await settle();
    press(session, ':');
    expect(texts(session).slice(0, 2)).toEqual(['copy', 'copy-menu']);
    expect(texts(session).indexOf('copy')).toBeLessThan(texts(session).indexOf('sort'));
    expect(texts(session).indexOf('sort')).toBeLessThan(texts(session).indexOf('move-down'));
  });

  test('jumps to a view', async () => {
    const session = open();
    await settle();
    press(session, ':');
    typeKeys(session, 'view failed');
    expect(texts(session)).toContain('view');
    press(
      session,
      ...texts(session)
        .slice(0, texts(session).indexOf('view'))
        .map(() => 'down'),
      'enter',
    );
    expect(session.getState().list.view.label).toBe('Failed');
  });

  test('jumps to the runs of a workflow, from the detail too', async () => {
    const session = open();
    await settle();
    press(session, 'enter', ':');
    const { name } = sampleRun(1);
    typeKeys(session, name);
    await settle();
    expect(texts(session)[0]).toBe('workflow');
    press(session, 'enter');
    expect(session.getState()).toMatchObject({ screen: 'table', list: { filterText: `workflow:${name}` } });
  });

  test('a name typed with ↵ in one piece goes to its runs, not to a run of that id', async () => {
    const session = open();
    await settle();
    press(session, ':');
    typeKeys(session, 'signup');
    press(session, 'enter');
    await settle();
    expect(session.getState().list.filterText).toBe('workflow:signup-pipeline');
    expect(session.getState().notice).toBeUndefined();
  });

  test('keeps the row that is chosen when names arrive above it', async () => {
    const failing = sampleRun(1, { name: 'failed-jobs' });
    const { session } = openSession(createSlowStore([failing], 1_000).store, size);
    await settle(3_000);
    press(session, ':');
    typeKeys(session, 'failed');
    const at = texts(session).indexOf('run');
    press(session, ...Array.from({ length: at }, () => 'down'));
    await settle(3_000);
    expect(texts(session)).toContain('workflow');
    expect(texts(session)[palette.in(session.getState())?.index ?? -1]).toBe('run');
  });

  test('a place that is chosen in the detail is shown: on a narrow screen the run is closed', async () => {
    const session = open();
    await settle();
    press(session, 'enter', ':');
    typeKeys(session, 'signup');
    await settle();
    press(session, 'enter');
    expect(session.getState()).toMatchObject({ screen: 'table', detail: undefined });
  });

  test.each([
    ['its id', 'run_0002', 'run_0002'],
    ['a part of its id, as the screen cuts it', 'run_01M8PXNAJ6QT5B2W4Y8D3KC9FJ', 'run_01M8…FJ'],
  ])('opens a run by %s', async (_, id, typed) => {
    const { session } = openSession(createMemoryStore([sampleRun(3), sampleRun(2, { id })]), size);
    await settle();
    press(session, ':');
    typeKeys(session, typed);
    await settle();
    press(
      session,
      ...texts(session)
        .slice(0, texts(session).indexOf('run'))
        .map(() => 'down'),
      'enter',
    );
    await settle();
    expect(session.getState()).toMatchObject({ screen: 'detail', detail: { summary: { id } } });
  });
});
