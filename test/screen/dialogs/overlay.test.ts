import { afterEach, describe, expect, test } from 'vitest';
import { moveInMenu, moveTo } from '../../../src/screen/dialogs/menu.ts';
import { changeLine, type LineAction, type LineEdit, lineOf } from '../../../src/screen/dialogs/text-line.ts';
import {
  completeFilter,
  createFilterBar,
  editFilter,
  recallFilter,
} from '../../../src/screen/filter/filter-bar.ts';
import { createHelp, scrollHelp } from '../../../src/screen/help/help.ts';
import { type Action, noOverlay, type Overlay } from '../../../src/screen/shell/state.ts';
import { createTargetMenu } from '../../../src/screen/targets/target-menu.ts';
import { createNameView } from '../../../src/screen/views/name-view.ts';
import { changed, opened } from '../dialog-actions.ts';
import { askedMany, cancelTarget, markedOf } from '../many-states.ts';
import { createMemoryStore } from '../memory-store.ts';
import { closeSessions, openSession, press } from '../open-session.ts';
import { listState } from '../screen-states.ts';

const size = { columns: 100, rows: 20 };

/** The overlay after these facts, with none open before. */
function overlayAfter(...facts: readonly Action[]): Overlay {
  return listState(size, ...facts).overlay;
}

const items = ['a', 'b', 'c'].map(id => ({ id, label: id }));
const menu = createTargetMenu(items);
describe('overlays', () => {
  test('are none until one is opened, and one replaces another', () => {
    expect(overlayAfter()).toEqual({ type: 'none' });
    expect(overlayAfter(opened(menu), opened(createNameView())).type).toBe('name-view');
  });

  test('are not changed by what happened to one that is no longer open', () => {
    const late = changed(createNameView());
    expect(overlayAfter(opened(menu), late)).toEqual(menu);
    expect(overlayAfter(late)).toEqual({ type: 'none' });
    expect(overlayAfter(opened(menu), { type: 'dialog-closed', dialog: 'name-view' })).toEqual(menu);
  });
});

describe('a menu', () => {
  test('stays on its first or last item where a page goes beyond it', () => {
    expect(moveTo(menu, 14)).toMatchObject({ index: items.length - 1 });
    expect(moveTo(moveTo(menu, 2), -16)).toMatchObject({ index: 0 });
  });

  test('begins at the item that is chosen already, else at the first', () => {
    expect(createTargetMenu(items, 'b')).toMatchObject({ index: 1 });
    expect(createTargetMenu(items, 'gone')).toMatchObject({ index: 0 });
  });

  test('goes round at its ends', () => {
    expect(moveInMenu(menu, -1)).toMatchObject({ index: 2 });
    expect(moveInMenu(moveInMenu(menu, -1), 1)).toMatchObject({ index: 0 });
  });

  test('stays open, at the item, when one is toggled, and closes when one is chosen', async () => {
    const { session } = openSession(createMemoryStore([]));
    press(session, 'c', 'j', 'space');
    expect(session.getState().overlay).toMatchObject({ type: 'columns-menu', index: 1 });
    press(session, 'q', 's', 'enter');
    expect(session.getState().overlay).toEqual(noOverlay);
    await closeSessions();
  });
});

describe('the question before a cancel', () => {
  const asked = opened(askedMany('cancel', markedOf([cancelTarget])));
  const ask = () =>
    openSession(
      createMemoryStore([]),
      size,
      undefined,
      undefined,
      undefined,
      undefined,
      [],
      listState(size, asked),
    );
  afterEach(closeSessions);

  test('has No chosen at first', () => {
    const { session } = ask();
    expect(session.getState().overlay).toMatchObject({ choice: 'no' });
    press(session, 'right');
    expect(session.getState().overlay).toMatchObject({ choice: 'yes' });
    press(session, 'tab');
    expect(session.getState().overlay).toMatchObject({ choice: 'no' });
  });

  test.each([
    ['confirmed', 'y'],
    ['declined', 'n'],
  ])('closes when it is %s', (_, key) => {
    const { session } = ask();
    press(session, key);
    expect(session.getState().overlay).toEqual(noOverlay);
  });
});

describe('a list that scrolls', () => {
  const rows = Array.from({ length: 30 }, (_, at) => ({ type: 'group', title: `${at}` }) as const);
  const help = createHelp({ listed: rows, found: [] });
  const scrolled = (by: number, shown = help) => scrollHelp(shown, by, size);

  test('stops at its ends, with the window full', () => {
    expect(scrolled(-1)).toMatchObject({ top: 0 });
    expect(scrolled(Number.POSITIVE_INFINITY)).toMatchObject({ top: 16 });
    expect(scrolled(-1, scrolled(10))).toMatchObject({ top: 9 });
  });

  test('does not scroll when the window has room for all of it', () => {
    expect(scrolled(1, createHelp({ listed: rows.slice(0, 5), found: [] }))).toMatchObject({ top: 0 });
  });
});

describe('a line of text', () => {
  const lineAfter = (...actions: readonly LineAction[]) => actions.reduce(changeLine, lineOf(''));
  const typed = (text: string): LineAction => ({ type: 'typed', text });
  const edited = (edit: LineEdit): LineAction => ({ type: 'edited', edit });

  test('takes text at the caret, and a paste as one line', () => {
    expect(lineAfter(typed('ac'), edited('go-left'), typed('b'))).toEqual({ text: 'abc', caret: 2 });
    expect(lineAfter(typed('two\nlines'))).toMatchObject({ text: 'two lines' });
  });

  test('deletes what the user sees as one character, and words', () => {
    expect(lineAfter(typed('a👍🏽'), edited('delete-before'))).toEqual({ text: 'a', caret: 1 });
    expect(lineAfter(typed('one two'), edited('delete-word'))).toMatchObject({ text: 'one ' });
  });
});

describe('the filter bar', () => {
  const typed = (text: string) => editFilter(createFilterBar(''), { type: 'typed', text });

  test('offers what completes the word, and takes it', () => {
    expect(typed('stat')).toMatchObject({ ghost: 'us:' });
    expect(completeFilter(typed('stat'))).toMatchObject({ text: 'status:' });
  });

  test('says what is wrong with a filter, but not while a word is unfinished', () => {
    expect(typed('stauts:failed')).toHaveProperty('error', expect.stringContaining('unknown field'));
    expect(typed('status:fa')).toMatchObject({ error: undefined });
  });

  test('says that a filter is too long', () => {
    const words = Array.from({ length: 65 }, (_, at) => `word${at}`).join(' ');
    expect(typed(words)).toHaveProperty(
      'error',
      'the filter is too long: its terms weigh 260, and 256 is the most',
    );
  });

  test('keeps what was typed as the draft while an earlier filter is shown', () => {
    expect(recallFilter(typed('ti'), 'kind:agent', 1)).toMatchObject({ text: 'kind:agent', draft: 'ti' });
  });
});
