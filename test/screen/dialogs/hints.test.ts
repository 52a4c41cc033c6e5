import { describe, expect, test } from 'vitest';
import type { Run } from '../../../src/model/run.ts';
import { hintsLine } from '../../../src/screen/bars/bar-lines.ts';
import { hintsFor } from '../../../src/screen/dialogs/hints.ts';
import { plainTheme } from '../../../src/screen/paint/theme.ts';
import type { Action } from '../../../src/screen/shell/state.ts';
import { sampleRun } from '../memory-store.ts';
import { listState, lostLink } from '../screen-states.ts';

const size = { columns: 80, rows: 24 };
const failed = sampleRun(50, { status: 'failed', errorSummary: { message: 'boom' } });
const first = (...runs: readonly (typeof failed)[]): Action => ({
  type: 'page-loaded',
  kind: 'first',
  page: { runs },
});
const labels = (...actions: readonly Action[]) =>
  hintsFor(listState(size, ...actions)).map(({ keys, label }) => `${keys} ${label}`);
const open = (run: Run): readonly Action[] => [
  first(run),
  { type: 'detail-opened', summary: run },
  { type: 'screen-changed', screen: 'detail' },
  { type: 'detail-run-loaded', run },
];
const give = (command: Extract<Action, { type: 'detail-command-given' }>['command']): Action => ({
  type: 'detail-command-given',
  command,
});
const trace = give({ type: 'tab', to: 'trace' });
const span = {
  id: 's',
  name: 's',
  kind: 'step',
  startAt: 1,
  status: 'ok',
  attributes: {},
  events: [],
} as const;
const traced: Action = {
  type: 'detail-trace-page-loaded',
  address: failed.id,
  page: { spans: [span], logs: [], spanTotal: 1, logTotal: 0 },
};
const plain: Run = { ...failed, usage: [], input: { to: 'ada' } };
const secret: Run = { ...plain, input: { password: 'x'.repeat(12) } };

describe('the keys at the bottom', () => {
  test('offer the newest failed run in a window of 80 columns, and from there the next one', () => {
    expect(hintsLine(listState(size, first(sampleRun(50), failed)), plainTheme)).toContain(
      'e newest failure',
    );
    expect(hintsLine(listState(size, first(failed)), plainTheme)).toContain('e next failure');
    expect(hintsLine(listState(size, first(sampleRun(1))), plainTheme)).not.toContain('failure');
  });

  test.each([60, 80, 130, 200])(
    'begin with those that lead to a cause, as many as fit, in %i columns',
    width => {
      const many = first(failed, sampleRun(49, { status: 'running', finishedAt: undefined }));
      const line = hintsLine(listState({ ...size, columns: width }, many), plainTheme);
      const foremost = [
        '! groups',
        'W why',
        'd compare',
        'e next failure',
        '= filter by',
        'X cancel all',
        'Y copy…',
      ];
      const rest = ['j/k move', '↵ open', '/ filter', 'v view'];
      const shown = line.trim().split('  ');
      expect(shown.slice(-2)).toEqual(['? help', 'q quit']);
      expect([...foremost, ...rest].slice(0, shown.length - 2)).toEqual(shown.slice(0, -2).slice(0, 11));
      expect(shown.length).toBeGreaterThan(width === 60 ? 4 : 6);
    },
  );

  test('begin with what compares, runs again and copies where runs are marked', () => {
    const keys = labels(first(failed), { type: 'mark-toggled' }).map(hint => hint.split(' ')[0]);
    expect(keys.slice(0, 3)).toEqual(['d', 'Y', 'j/k']);
  });

  test('offer to cancel the run at hand before all that match, in a window of 80 columns', () => {
    const running = sampleRun(49, { status: 'running', finishedAt: undefined });
    const line = hintsLine(listState(size, first(running, failed)), plainTheme);
    expect(line).toContain('x cancel');
    expect(labels(first(running, failed)).join('  ')).toContain('x cancel  X cancel all');
    expect(labels(first(failed, running)).join()).not.toContain('x cancel');
  });

  test('offer the hidden columns where some do not fit', () => {
    expect(labels(first(failed))).toContain('> columns');
    expect(labels(first(failed), { type: 'columns-scrolled', part: 1 })).toContain('< columns');
  });

  test('are those for marked runs once some are marked, in the smallest window too', () => {
    const marked = listState({ columns: 60, rows: 15 }, first(failed), { type: 'mark-toggled' });
    expect(hintsLine(marked, plainTheme)).toContain('d compare  Y copy…  j/k move  space mark');
    expect(hintsLine(listState(size, first(failed), { type: 'mark-toggled' }), plainTheme)).toContain(
      'space mark  x cancel',
    );
    expect(labels(first(failed), { type: 'mark-toggled' })).toContain('Esc clear marks');
  });

  test('of the trace are those that zoom and fold it', () => {
    const line = hintsLine(listState({ ...size, columns: 120 }, ...open(plain), trace, traced), plainTheme);
    expect(line).toContain('+/- zoom  z fold all');
    expect(labels(...open(plain)).join()).not.toContain('zoom');
    const zoomed = labels(...open(plain), trace, traced, give({ type: 'zoom', by: 1 })).join('  ');
    expect(zoomed).toContain('h/l earlier/later  0 whole  +/- zoom  z fold all');
    const shown = labels(...open(plain), trace, traced, give({ type: 'enter' }));
    expect(zoomed).toContain('↵ data');
    expect(shown).toContain('↵ hide data');
    expect(labels(...open(plain), trace, traced, give({ type: 'raw' })).join()).not.toContain('zoom');
    expect(labels(...open(plain), trace).join()).not.toMatch(/zoom|fold|raw/u);
  });

  test('lead to the next match once something was found', () => {
    const found = ['ada', 'nobody'].map(text => give({ type: 'search-changed', text }));
    expect(labels(...open(plain), ...found.slice(0, 1))).toContain('n next match');
    expect(labels(...open(plain), ...found).join()).not.toContain('next match');
  });

  test('offer nothing to move to or to order where no run is listed', () => {
    expect(labels(first()).join()).not.toMatch(/move|sort|columns/u);
  });

  test('offer to read again when the store cannot be read', () => {
    expect(labels(first(failed), lostLink)).toContain('R reload');
    expect(labels(first(failed)).join()).not.toContain('reload');
  });

  test('reveal only what is masked, and mask what is revealed', () => {
    expect(labels(...open(plain)).join()).not.toMatch(/reveal|mask/u);
    expect(labels(...open(secret))).toContain('u reveal');
    expect(labels(...open(secret), give({ type: 'reveal' }))).toContain('u mask');
  });
});
