import { describe, expect, test } from 'vitest';
import { InspectorError } from '../../../src/model/errors.ts';
import type { RunSummary } from '../../../src/model/run.ts';
import { displayWidth } from '../../../src/model/text/width.ts';
import { createFilterBar } from '../../../src/screen/filter/filter-bar.ts';
import { plainTheme } from '../../../src/screen/paint/theme.ts';
import { tableSize } from '../../../src/screen/shell/layout.ts';
import type { Action, Size, State } from '../../../src/screen/shell/state.ts';
import { cellText } from '../../../src/screen/table/cell-text.ts';
import { columnIds, emptyColumns } from '../../../src/screen/table/columns.ts';
import { tableLines } from '../../../src/screen/table/table-lines.ts';
import { openColumnsMenu } from '../../../src/screen/table/table-menus.ts';
import { cancelMoved, opened, openMenu } from '../dialog-actions.ts';
import { sampleRun } from '../memory-store.ts';
import { listState, now } from '../screen-states.ts';

process.env.TZ = 'UTC';

const sizes: readonly Size[] = [
  { columns: 60, rows: 15 },
  { columns: 80, rows: 24 },
  { columns: 100, rows: 30 },
  { columns: 130, rows: 40 },
  { columns: 200, rows: 50 },
];
const [, , at100, , at200] = sizes as readonly [Size, Size, Size, Size, Size];

const first = (runs: readonly RunSummary[]): Action => ({
  type: 'page-loaded',
  kind: 'first',
  page: { runs },
});
const news = (runs: readonly RunSummary[]): Action => ({
  type: 'page-loaded',
  kind: 'refresh',
  page: { runs },
});
const choose = (...columns: (typeof columnIds)[number][]): Action => ({
  type: 'look-changed',
  look: { columns },
});
const linesOf = (state: State) => tableLines(state, tableSize(state), plainTheme);
const heading = (size: Size, ...actions: readonly Action[]) => linesOf(listState(size, ...actions))[0] ?? '';
const open = (summary: RunSummary): Action => ({ type: 'detail-opened', summary });

const failed = sampleRun(50, {
  status: 'failed',
  errorSummary: {
    name: 'Error',
    message: 'connect ECONNREFUSED 10.0.3.17:5432, and no other replica answers',
  },
});
const nobodys = { actor: undefined, project: undefined };
const anonymous = [sampleRun(9, nobodys), { ...failed, ...nobodys }];

describe('at every size, alone and beside the detail', () => {
  test.each(sizes)('the error has 50 cells before TRIGGER, ACTOR or PROJECT has any: $columns', size => {
    for (const actions of [[], [open(failed)]]) {
      const [title = '', ...rows] = linesOf(listState(size, first([failed]), ...actions));
      const room = displayWidth(rows.find(line => line.includes('ECONN'))?.split('connect')[1] ?? '') + 7;
      if (/TRIGGER|ACTOR|PROJECT/u.test(title.replace(/\+\d+ columns? →.*$/u, '')))
        expect(room).toBeGreaterThanOrEqual(50);
    }
  });

  test.each(sizes)('the error is the message, not `Error:` before it: $columns', size => {
    const text = linesOf(listState(size, first([failed]))).join('\n');
    expect(text).toMatch(/ connect ECONNREFUSED/u);
    expect(text).not.toContain('Error:');
  });

  test.each(sizes)('wide characters keep every line within its width: $columns', size => {
    const runs = [
      sampleRun(3, {
        name: '日本語のワークフローと長い名前',
        actor: '👩‍👩‍👧‍👦 家族',
        project: '🇯🇵🇯🇵🇯🇵🇯🇵🇯🇵🇯🇵🇯🇵',
      }),
      {
        ...failed,
        errorSummary: { message: `🔥${'接続できませんでした'.repeat(30)}` },
        id: `run_${'語'.repeat(30)}`,
      },
    ];
    for (const actions of [[], [open(failed)], [choose(...columnIds)]]) {
      const state = listState(size, first(runs), ...actions);
      const { width } = tableSize(state);
      expect(linesOf(state).filter(line => displayWidth(line) > width)).toEqual([]);
    }
  });
});

describe('columns that are empty', () => {
  test('in every row go, and leave their room to the others', () => {
    expect(heading(at200, first([sampleRun(9), failed]))).toMatch(/ACTOR +PROJECT +ERROR$/u);
    expect(heading(at200, first(anonymous))).not.toMatch(/ACTOR|PROJECT/u);
    expect(heading(at200, first([sampleRun(9)]))).toMatch(/TRIGGER +ACTOR +PROJECT$/u);
  });

  test('do not come and go while a filter is typed, and go once it is taken or undone', () => {
    const named = [sampleRun(60, { project: undefined }), ...anonymous];
    const typing = [first(named), opened(createFilterBar('')), first(anonymous)];
    expect(heading(at200, ...typing)).toMatch(/ACTOR +ERROR$/u);
    expect(heading(at200, ...typing, first([sampleRun(9)]))).toMatch(/ACTOR +PROJECT +ERROR$/u);
    const closed = { type: 'dialog-closed', dialog: 'filter' } as const;
    expect(heading(at200, ...typing, closed)).not.toMatch(/ACTOR|PROJECT/u);
  });

  test('come as soon as a row has a value, and stay when it leaves', () => {
    const named = [sampleRun(60, { project: undefined }), ...anonymous];
    expect(heading(at200, first(anonymous), news(named))).toMatch(/ACTOR +ERROR$/u);
    expect(heading(at200, first(named), news(anonymous))).toMatch(/ACTOR +ERROR$/u);
  });

  test('are those whose cells show nothing', () => {
    const full = sampleRun(1, {
      ...{
        queuedAt: 1,
        costUsd: 0,
        models: ['m'],
        services: ['s'],
        messageCount: 0,
        stepCount: 0,
        attempt: 1,
        usual: { medianMs: 1, p95Ms: 1 },
      },
      errorSummary: { message: 'x' },
    });
    const bare = sampleRun(1, {
      ...nobodys,
      status: 'running',
      finishedAt: undefined,
      trigger: { type: '', label: '', raw: '' },
    });
    const context = { now, absoluteTimes: false, target: 't' };
    const empty = emptyColumns([bare]);
    expect(emptyColumns([full])).toEqual(new Set());
    expect(new Set(columnIds.filter(id => ['', '–'].includes(cellText(id, bare, context))))).toEqual(empty);
  });

  test('stand in the heading while there are no runs', () => {
    expect(heading(at200, first([]))).toMatch(/ACTOR +PROJECT +ERROR$/u);
  });

  test('do not hide that a run was not canceled', () => {
    const running = sampleRun(9, { status: 'running', finishedAt: undefined });
    const error = new InspectorError('unreachable', 'nothing answers there');
    const phase = { type: 'failed', act: 'cancel', error } as const;
    const lines = linesOf(listState(at100, first([running]), cancelMoved(running.id, phase)));
    expect(lines[1]).toContain('cancel failed: nothing answers there');
  });
});

describe('rows that stream in', () => {
  const names = ['a', 'signup-pipeline', '日本語のワークフローと長い名前', 'x'.repeat(70)];
  const streamed = names.flatMap((name, index) =>
    (['queued', 'running', 'waiting', 'failed', 'canceled'] as const).map((status, at) =>
      sampleRun(60 + index * 5 + at, {
        ...{ name, status, actor: name, project: name },
        trigger: { type: 'webhook', label: name, raw: name },
        errorSummary: status === 'failed' ? { message: name } : undefined,
      }),
    ),
  );

  test.each(sizes)('move no column, whatever they hold: $columns', size => {
    const start = [sampleRun(9), failed];
    for (const actions of [[], [open(failed)]]) {
      const headings = streamed.map((_, count) =>
        heading(size, first(start), news([...streamed.slice(0, count).reverse(), ...start]), ...actions),
      );
      expect(new Set(headings).size).toBe(1);
    }
  });
});

describe('columns that do not fit', () => {
  const chosen = [...columnIds];
  const right: Action = { type: 'columns-scrolled', part: 1 };

  test('are counted in the heading, and named where there is room', () => {
    expect(heading(at100)).toMatch(/ERROR +\+4 columns → type, trigger, actor, project$/u);
    expect(heading(sizes[0] as Size)).toMatch(/ERROR +\+5 columns →$/u);
    expect(heading(at200)).not.toContain('→');
  });

  test.each(sizes)('are counted whatever was chosen: $columns', size => {
    for (let count = 1; count <= chosen.length; count += 1) {
      for (const actions of [[], [open(failed)]]) {
        const state = listState(size, first([failed]), choose(...chosen.slice(-count)), ...actions);
        const title = linesOf(state)[0] ?? '';
        const isCut = title.includes('…');
        expect([count, isCut, title]).toEqual([count, false, title]);
      }
    }
  });

  test('come into sight beside the status and the name, and the first ones go', () => {
    expect(heading(at100, right)).toMatch(/^ ← STATUS +NAME +TYPE +TRIGGER +ACTOR +PROJECT$/u);
    expect(heading(at100, right, { type: 'columns-scrolled', part: 0 })).toMatch(/ERROR +\+4 columns/u);
  });

  test('are counted anew when others are chosen', () => {
    expect(heading(at100, right, choose('status', 'name', 'error'))).toMatch(/^ {3}STATUS +NAME +ERROR$/u);
  });
});

describe('a run id that does not fit', () => {
  const ids = (size: Size, ...runs: readonly string[]) => {
    const rows = runs.map((id, index) => sampleRun(20 - index, { id, name: 'x' }));
    const lines = linesOf(listState(size, first(rows), choose('name', 'id', 'error')));
    return lines.slice(1, 1 + runs.length).map(line => line.slice(3).split(/ {2,}/u)[1]);
  };
  const narrow = { columns: 60, rows: 15 };

  test('is cut in its middle, so that ids of the same minute differ', () => {
    const shown = ids(narrow, 'run_01M8AWV2WVDMYKCSQF4TGGHVAM', 'run_01M8AWV2XXPMYKCSQF4TGG6QHR');
    expect(shown.every(id => /^run_.+….+(?:HVAM|6QHR)$/u.test(id ?? ''))).toBe(true);
    expect(new Set(shown).size).toBe(2);
  });

  test('is cut where ids are equal, if they end alike', () => {
    const like = (part: string) => `order-2026-11-24-${part}-in-production-of-europe-west`;
    expect(new Set(ids(narrow, like('a17'), like('a18'), like('b17'))).size).toBe(3);
  });
});

test('the menu of columns says why a chosen one is out of sight', () => {
  const state = listState(at100, first(anonymous));
  const actions: Action[] = [];
  openColumnsMenu({
    getState: () => state,
    dispatch: (action: Action) => actions.push(action),
  } as unknown as Parameters<typeof openColumnsMenu>[0]);
  const items = actions.flatMap(action =>
    action.type === 'dialog-opened' ? (openMenu({ overlay: action.dialog })?.items ?? []) : [],
  );
  const hintOf = (id: string) => items.find(item => item.id === id)?.hint;
  expect(['error', 'trigger', 'actor', 'cost'].map(hintOf)).toEqual([
    undefined,
    'no room: > in the table',
    'empty in these runs',
    undefined,
  ]);
});

test('a status that is only its glyph leaves its unusual words to the empty error', () => {
  const canceling = sampleRun(60, { status: 'running', finishedAt: undefined, cancelRequestedAt: 1 });
  const odd = sampleRun(59, { status: 'unknown', statusRaw: 'hibernating', finishedAt: undefined });
  const rows = linesOf(listState({ columns: 80, rows: 24 }, first([canceling, odd, failed, sampleRun(1)])));
  expect(rows[1]).toMatch(/⊘ .* Canceling *$/u);
  expect(rows[2]).toMatch(/\? .* hibernating *$/u);
  expect(rows[4]).not.toContain('Success');
});

test('the row under the cursor has no mark beside a run that was opened from another one', () => {
  const [row, other] = [sampleRun(60), sampleRun(9)];
  const shown = (summary: typeof row) => {
    const state = listState(
      at200,
      first([row]),
      { type: 'detail-opened', summary },
      { type: 'screen-changed', screen: 'detail' },
    );
    return tableLines(state, tableSize(state), plainTheme)[1]?.charAt(0);
  };
  expect([row, other].map(shown)).toEqual(['▏', ' ']);
});
