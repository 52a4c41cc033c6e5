import { describe, expect, test } from 'vitest';
import type { TargetInfo } from '../../src/contract/target-info.ts';
import { displayWidth } from '../../src/model/text/width.ts';
import { colorTheme, plainTheme } from '../../src/screen/paint/theme.ts';
import type { Size, State } from '../../src/screen/shell/state.ts';
import type { ListCriteria } from '../../src/screen/table/list-actions.ts';
import { earlyFrame } from './checked-drawing.ts';
import { screenStates } from './named-states.ts';
import { listState, lostLink, runs, toServer } from './screen-states.ts';

process.env.TZ = 'UTC';

const sizes: readonly Size[] = [
  { columns: 60, rows: 15 },
  { columns: 100, rows: 20 },
  { columns: 200, rows: 20 },
];

const frame = (state: State) =>
  `${earlyFrame(state, plainTheme)
    .map(line => line.trimEnd())
    .join('\n')}\n`;

describe.each(sizes)('at $columns×$rows', size => {
  test.each(Object.keys(screenStates))('the screen shows: %s', async name => {
    const state = listState(size, ...(screenStates[name] ?? []));
    await expect(frame(state)).toMatchFileSnapshot(`../golden/screen/${name}-${size.columns}.txt`);
  });

  test.each(Object.keys(screenStates))('every line fits and none is missing: %s', name => {
    const lines = earlyFrame(listState(size, ...(screenStates[name] ?? [])), colorTheme);
    expect(lines.length).toBe(size.rows);
    expect(lines.filter(line => displayWidth(line) > size.columns)).toEqual([]);
  });
});

test('hostile names reach the screen without their escapes, bidi marks and line breaks', () => {
  const text = earlyFrame(listState({ columns: 200, rows: 20 }), plainTheme).join('\n');
  expect(text).toContain('redevil tab line');
  expect(text).not.toMatch(/\u001B|\u202E|\t/u);
});

test.each([60, 80, 100])('with %i columns an order that is not the default is shown', columns => {
  const size = { columns, rows: 20 };
  const { list } = listState(size);
  const viewsOf = (criteria: Partial<ListCriteria>) =>
    earlyFrame(
      listState(
        size,
        { type: 'criteria-changed', criteria: { ...list, ...criteria } },
        { type: 'page-loaded', kind: 'first', page: { runs } },
      ),
      plainTheme,
    )[1];
  expect(viewsOf({ kind: 'workflow' })).toContain('workflows · ');
  expect(viewsOf({ sort: { field: 'duration', descending: true } })).toContain('longest duration · ');
});

test('a window below 60×15 says what it needs', () => {
  const lines = earlyFrame(listState({ columns: 59, rows: 14 }), plainTheme);
  expect(lines[0]).toContain('runlens needs 60×15; this window is 59×14');
  expect(lines.length).toBe(14);
});

test('a status is shown by word and glyph, not by colour alone', () => {
  const text = earlyFrame(listState({ columns: 200, rows: 20 }), plainTheme).join('\n');
  for (const words of [
    '⊘ Canceling',
    '✖ Failed',
    '○ Queued',
    '◇ Waiting on hook',
    '◐ Sleeping',
    '✔ Success',
    '? hibernating',
  ]) {
    expect(text).toContain(words);
  }
});

test('the counts of the views are lower bounds while a target is away, since the list may still hold its runs', () => {
  const size = { columns: 100, rows: 20 };
  const counted = { type: 'counts-loaded', counts: { failed: 2, success: 8, total: 10 } } as const;
  const viewsOf = (name: string) =>
    earlyFrame(listState(size, ...(screenStates[name] ?? []), counted), plainTheme)[1];
  expect(viewsOf('merged')).toMatch(/^ \[All 10\] .* 1–10 of 10 $/);
  expect(viewsOf('merged-gone')).toMatch(
    /^ \[All 10\+\] {2}Failed 2\+ {3}Open {3}Running 0\+ .* 1–10 of 10\+ $/,
  );
});

test('an outage is reported once, not in the detail and again below it', () => {
  const [, failed] = runs;
  if (!failed) throw new Error('the samples have a failed run');
  const opened = { type: 'detail-opened', summary: failed } as const;
  const lost = { type: 'detail-load-failed', part: 'run', error: lostLink.error } as const;
  const show = { type: 'screen-changed', screen: 'detail' } as const;
  const mentions = (...actions: Parameters<typeof listState>[1][]) =>
    earlyFrame(listState({ columns: 200, rows: 20 }, ...actions), plainTheme)
      .join('\n')
      .split('nothing answers there').length - 1;
  expect(mentions(toServer, opened, show, lost)).toBeGreaterThan(0);
  expect(mentions(toServer, opened, show, lost, lostLink)).toBe(1);
});

test('an empty store says what to do next', () => {
  const empty = { type: 'page-loaded', kind: 'first', page: { runs: [] } } as const;
  const text = earlyFrame(listState({ columns: 60, rows: 15 }, empty), plainTheme).join('\n');
  expect(text).toContain('no runs yet: record one with runlens/recorder,');
  expect(text).toContain('or try `runlens demo`');
});

test('an empty store of an engine does not suggest to record runs', () => {
  const empty = { type: 'page-loaded', kind: 'first', page: { runs: [] } } as const;
  const target: TargetInfo = {
    name: 'wf',
    kind: 'workflow-sdk',
    isEngine: true,
    location: './.workflow-data',
    reason: 'found here',
  };
  const state = listState({ columns: 60, rows: 15 }, empty);
  const text = earlyFrame({ ...state, store: { ...state.store, target } }, plainTheme).join('\n');
  expect(text).toContain('no runs yet: the runs that the engine starts appear here');
  expect(text).not.toContain('runlens/recorder');
});
