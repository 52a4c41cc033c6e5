import { describe, expect, onTestFinished, test } from 'vitest';
import { lineOf } from '../../../src/screen/dialogs/text-line.ts';
import { createFilterBar } from '../../../src/screen/filter/read-filter-line.ts';
import { createRowPainter } from '../../../src/screen/paint/row-painter.ts';
import { plainTheme } from '../../../src/screen/paint/theme.ts';
import { FilterBar, Header, Hints, Notice, ViewStrip } from '../../../src/screen/panes.tsx';
import { createDetailSearch } from '../../../src/screen/run/find-commands.ts';
import type { Action } from '../../../src/screen/shell/state.ts';
import { render } from '../checked-drawing.ts';
import { opened } from '../dialog-actions.ts';
import { drawWithRows } from '../draw-app.tsx';
import { live, settled } from '../live-session.ts';
import { screenStates } from '../named-states.ts';
import { listState, staleLink } from '../screen-states.ts';

process.env.TZ = 'UTC';

const size = { columns: 100, rows: 30 };
const wide = { columns: 200, rows: 30 };
const sessionWith = (...actions: readonly Action[]) => live(listState(size, ...actions));
const painter = createRowPainter({ size: () => size, paint: () => {} });
const parts = { theme: plainTheme, painter };

describe('the header', () => {
  test('shows the target, the link and what the views beside it do not count', () => {
    const { lastFrame } = render(<Header session={sessionWith()} {...parts} />);
    expect(lastFrame()).toBe(
      ' runlens  local · ./runs.db (found here)     live ●   1 running · 1 waiting · 1 sleeping · 1 queued',
    );
  });

  test('says beside the views in which statuses the active runs are, or nothing where they do not all fit', () => {
    const narrow = createRowPainter({ size: () => ({ columns: 70, rows: 30 }), paint: () => {} });
    const session = live(listState({ columns: 70, rows: 30 }));
    const { lastFrame } = render(<Header session={session} theme={plainTheme} painter={narrow} />);
    expect(lastFrame()).toMatch(/^ runlens {2}local · \.\/runs\.db.* live ●$/u);
  });

  test('says that a case file is one, in which nothing happens any more', () => {
    const session = sessionWith();
    const { store } = session.getState();
    const target = { ...store.target, kind: 'case', location: './x.case.json' } as const;
    const opened = live({ ...session.getState(), store: { ...store, target } });
    const { lastFrame } = render(<Header session={opened} {...parts} />);
    expect(lastFrame()).toMatch(/x\.case\.json.* case file$/u);
    expect(lastFrame()).not.toContain('live');
  });

  test('is drawn again when its own words change, not when the cursor moves', async () => {
    const session = sessionWith();
    const { frames, lastFrame } = render(<Header session={session} {...parts} />);
    const drawn = frames.length;
    session.dispatch({ type: 'cursor-moved', index: 4 });
    await settled();
    expect(frames.length).toBe(drawn);
    session.dispatch({ type: 'pause-toggled' });
    await settled();
    expect(frames.length).toBe(drawn + 1);
    expect(lastFrame()).toContain('paused now ‖');
  });

  test('says for how long it is paused: what was open then is drawn as if it went on', () => {
    const session = sessionWith();
    const { now } = session.getState();
    session.dispatch({ type: 'pause-toggled' });
    session.dispatch({ type: 'clock-ticked', now: now + 26_000 });
    const { lastFrame } = render(<Header session={session} {...parts} />);
    expect(lastFrame()).toContain('paused 26s ‖');
    session.dispatch({ type: 'pause-toggled' });
    expect(render(<Header session={session} {...parts} />).lastFrame()).not.toContain('paused');
  });
});

test('the strip of views shows which rows of how many are in sight, and follows the table', async () => {
  const session = sessionWith();
  const { painter, unmount } = drawWithRows(size, rows => (
    <ViewStrip session={session} theme={plainTheme} painter={rows} />
  ));
  expect(painter.frame()[0]).toMatch(/^ \[All 10\] {2}Failed 2 .* newest first · 1–10 of 10 $/u);
  session.dispatch({ type: 'criteria-changed', criteria: { kind: 'agent' } });
  expect(painter.frame()[0]).toMatch(/agents · newest first · reading… $/u);
  unmount();
});

describe('the filter bar', () => {
  test('takes no line without a filter', () => {
    expect(render(<FilterBar session={sessionWith()} {...parts} />).lastFrame()).toBe('');
  });

  test('shows the filter in force', () => {
    const session = sessionWith(...(screenStates['filter-kept'] ?? []));
    const { lastFrame } = render(<FilterBar session={session} {...parts} />);
    expect(lastFrame()).toMatch(/^ \/ status:failed since:24h +\/ edit · Esc clear$/u);
  });

  test('shows what is typed, what would complete it, and what the words mean, while it is edited', () => {
    const session = sessionWith(...(screenStates['filter-editing'] ?? []));
    const lines = render(<FilterBar session={session} {...parts} />)
      .lastFrame()
      ?.split('\n');
    expect(lines).toEqual([
      expect.stringMatching(/^ \/ status:failed workflow: +Tab complete · ↵ keep · Esc undo$/u),
      '   workflow:  name of the workflow or agent',
    ]);
  });

  test('shows a term that waits as pending, and what to do about one that is wrong', () => {
    const below = (text: string) =>
      render(<FilterBar session={sessionWith(opened(createFilterBar(text)))} {...parts} />)
        .lastFrame()
        ?.split('\n')[1];
    expect(below('status:failed workflow:inv')).toBe('   unfinished: workflow:inv');
    expect(below('status:f')).toBe('   unfinished: status:f   failed 2');
    expect(below('status:failed')).toBe('   failed 2');
    expect(below('12:30')).toBe('   unknown field "12" · quote it to search for the text: "12:30"');
  });
});

describe('the notice', () => {
  test('takes no line while there is nothing to report', () => {
    expect(render(<Notice session={sessionWith()} {...parts} />).lastFrame()).toBe('');
  });

  test('reports an outage and when it is tried again, until there is news', async () => {
    const session = sessionWith(staleLink);
    const { lastFrame } = render(<Notice session={session} {...parts} />);
    expect(lastFrame()).toBe(' ./runs.db is gone · it is read again when it is back · trying again in 4s');
    session.dispatch({ type: 'noticed', text: 'copied the id', tone: 'info' });
    await settled();
    expect(lastFrame()).toBe(' copied the id');
  });

  test('takes as many lines as it needs in a narrow window', () => {
    const narrow = live(listState({ columns: 60, rows: 15 }, staleLink));
    expect(
      render(<Notice session={narrow} {...parts} />)
        .lastFrame()
        ?.split('\n').length,
    ).toBe(2);
  });
});

describe('the hints', () => {
  const open = (...actions: readonly Action[]) => {
    const session = sessionWith({ type: 'resized', size: wide }, ...actions);
    const { painter: rows, unmount } = drawWithRows(wide, painter => (
      <Hints session={session} theme={plainTheme} painter={painter} />
    ));
    onTestFinished(unmount);
    return { session, line: () => rows.frame()[0] };
  };

  test('name the keys of the table, and those of the filter bar while it is open', () => {
    const { session, line } = open();
    expect(line()).toMatch(/^ ! groups {2}W why {2}d compare {2}e next failure .* \? help {2}q quit$/u);
    for (const action of screenStates['filter-editing'] ?? []) session.dispatch(action);
    expect(line()).toBe(' Tab complete  ↵ keep  Esc undo  ↑ earlier filters');
  });

  test('offer to cancel a run only while it can be canceled', () => {
    const { session, line } = open({ type: 'cursor-moved', index: 2 });
    expect(line()).toContain('x cancel');
    session.dispatch({ type: 'cursor-moved', index: 1 });
    expect(line()).not.toContain('x cancel');
  });

  test('give way to the text that is searched for, and the keys that end the search', () => {
    const { line } = open(opened({ ...createDetailSearch(), ...lineOf('time') }));
    expect(line()).toMatch(/^ \/ time +↵ keep · Esc clear $/u);
  });
});
