import { describe, expect, test } from 'vitest';
import { displayWidth } from '../../src/model/text/width.ts';
import type { Action } from '../../src/state/actions.ts';
import type { Size, State } from '../../src/state/state.ts';
import { screenLines } from '../../src/ui/screen-lines.ts';
import { colorTheme, plainTheme } from '../../src/ui/theme.ts';
import { listState, runs, staleLink } from './screen-states.ts';

process.env.TZ = 'UTC';

const sizes: readonly Size[] = [
  { columns: 60, rows: 15 },
  { columns: 100, rows: 20 },
  { columns: 200, rows: 20 },
];

const frame = (state: State) =>
  `${screenLines(state, plainTheme)
    .map(line => line.trimEnd())
    .join('\n')}\n`;

const [running, failed] = runs;
if (!running || !failed) throw new Error('the samples have a running and a failed run');

const filterBar: Action = {
  type: 'overlay-changed',
  overlay: {
    type: 'filter',
    bar: {
      text: 'status:failed workfl',
      caret: 20,
      ghost: 'ow:',
      candidates: [{ type: 'field', text: 'workflow:', help: 'name of the workflow or agent' }],
      historyIndex: 0,
      draft: '',
      before: '',
    },
  },
};

const states: Readonly<Record<string, readonly Action[]>> = {
  table: [],
  'filter-editing': [filterBar],
  'filter-kept': [{ type: 'question-changed', question: { filterText: 'status:failed since:24h' } }],
  stale: [staleLink],
  marks: [{ type: 'mark-toggled' }, { type: 'mark-toggled' }],
  'absolute-times': [{ type: 'look-changed', look: { absoluteTimes: true } }],
  'searched-part': [
    {
      type: 'page-loaded',
      kind: 'first',
      page: { runs: [failed], nextCursor: 'more', scanned: { read: 2400, total: 98_112 } },
    },
  ],
  empty: [
    { type: 'question-changed', question: { filterText: 'actor:nobody' } },
    { type: 'page-loaded', kind: 'first', page: { runs: [] } },
  ],
  'cancel-answered': [
    {
      type: 'cancel-moved',
      id: failed.id,
      phase: { type: 'answered', result: { type: 'already-finished', status: 'failed' } },
    },
  ],
  'detail-open': [
    { type: 'detail-opened', summary: failed },
    { type: 'screen-changed', screen: 'detail' },
  ],
};

describe.each(sizes)('at $columns×$rows', size => {
  test.each(Object.keys(states))('the screen shows: %s', async name => {
    const state = listState(size, ...(states[name] ?? []));
    await expect(frame(state)).toMatchFileSnapshot(`../golden/screen/${name}-${size.columns}.txt`);
  });

  test.each(Object.keys(states))('every line fits and none is missing: %s', name => {
    const lines = screenLines(listState(size, ...(states[name] ?? [])), colorTheme);
    expect(lines.length).toBe(size.rows);
    expect(lines.filter(line => displayWidth(line) > size.columns)).toEqual([]);
  });
});

test('hostile names reach the screen without their escapes, bidi marks and line breaks', () => {
  const text = screenLines(listState({ columns: 200, rows: 20 }), plainTheme).join('\n');
  expect(text).toContain('redevil tab line');
  expect(text).not.toMatch(/\u001B|\u202E|\t/u);
});

test('a window below 60×15 says what it needs', () => {
  const lines = screenLines(listState({ columns: 59, rows: 14 }), plainTheme);
  expect(lines[0]).toContain('runlens needs 60×15; this window is 59×14');
  expect(lines.length).toBe(14);
});

test('status is told by word and glyph, not by colour alone', () => {
  const text = screenLines(listState({ columns: 200, rows: 20 }), plainTheme).join('\n');
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
