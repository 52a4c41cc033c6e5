import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Run, Trace } from '../../../../src/model/run.ts';
import { plainTheme, type Theme } from '../../../../src/screen/paint/theme.ts';
import { reduceDetail } from '../../../../src/screen/run/apply-run-action.ts';
import type { DetailCommand, DetailState } from '../../../../src/screen/run/detail-state.ts';
import { countedHits } from '../../../../src/screen/run/find/search.ts';
import { isThorough, oneIn, trials } from '../../../trials.ts';
import { detailLines } from '../../checked-drawing.ts';
import { type Box, now, press, showRun } from '../frames/frames.ts';
import { hostileRun } from '../frames/hostile-runs.ts';
import * as runs from '../frames/sample-runs.ts';
import * as traces from '../frames/sample-traces.ts';

const box: Box = { width: 160, height: 400 };
const unfolded: readonly DetailCommand[] = [{ type: 'toggle-all' }, { type: 'toggle-all' }];
const marked: Theme = {
  ...plainTheme,
  match: text => `\u001B[7m${text}\u001B[27m`,
  currentMatch: text => `\u001B[4m${text}\u001B[24m`,
};
const brackets: Readonly<Record<string, string>> = { 7: '«', 27: '»', 4: '⟪', 24: '⟫' };

/** The lines with the hits in brackets. */
function markedLines(detail: DetailState, size: Box): readonly string[] {
  const lines = detailLines(detail, size, now, marked);
  return lines.map(line => line.replace(/\u001B\[(\d+)m/gu, (_, code) => brackets[code] ?? ''));
}

const shownRuns: Readonly<Record<string, Run>> = {
  failed: runs.failedRun,
  running: runs.runningRun,
  lost: runs.lostRun,
  success: { ...runs.successRun, retryOf: 'run_0', retries: ['run_2', 'run_3'] },
  agent: runs.agentRun,
  secret: runs.secretRun,
};

const shownTraces: Readonly<Record<string, readonly [Run, Trace]>> = {
  failed: [runs.failedRun, runs.failedTrace],
  running: [runs.runningRun, runs.runningTrace],
  open: [runs.failedRun, traces.openTrace],
  series: [runs.failedRun, traces.seriesTrace],
  deep: [runs.failedRun, traces.deepTrace],
  wide: [runs.failedRun, traces.wideTrace],
  fan: [runs.failedRun, traces.fanOutTrace],
};

function withTrace(run: Run, trace: Trace, commands: readonly DetailCommand[]): DetailState {
  const page = { ...trace, spanTotal: trace.spans.length, logTotal: trace.logs.length };
  const shown = showRun(run, box, [{ type: 'tab', to: 'trace' }]);
  const action = { type: 'detail-trace-page-loaded', address: run.id, page } as const;
  return press(reduceDetail(shown, action, box, now), box, commands);
}

/** The drawn rows of the tab, without the lines above and below them. */
function drawnRows(detail: DetailState): readonly string[] {
  return rowsOf(detail, detailLines(detail, box, now, plainTheme));
}

function markedRows(detail: DetailState): readonly string[] {
  return rowsOf(detail, markedLines(detail, box));
}

function rowsOf(detail: DetailState, lines: readonly string[]): readonly string[] {
  const isWaterfall = detail.tab === 'trace' && !detail.trace.isRaw;
  return lines.slice(isWaterfall ? 3 : 2, -1);
}

/** Words that are whole on the screen: what is drawn beside a cut may be a part of one. */
function wordsOf(rows: readonly string[]): readonly string[] {
  const words = rows.flatMap(row => row.split('…')[0]?.match(/[\p{L}\p{N}.,%×$_@-]+/gu) ?? []);
  const all = [...new Set(words)].filter(word => /[\p{L}\p{N}]/u.test(word));
  const every = isThorough ? wordsToOne : Math.ceil(all.length / fewWords);
  return all.filter((_, at) => (at + all.length) % every === 0);
}

/** Each look at a run has other words, and most words stand in several: each is searched in some of them. */
const wordsToOne = 3;
const fewWords = 8;

/** The words that a search does not find, or finds without a hit on the screen. */
function notFound(detail: DetailState, words: readonly string[], hit = /⟪/u): readonly string[] {
  return words.filter(word => {
    const found = press(detail, box, [{ type: 'search-changed', text: word }]);
    const { search } = found;
    const isDrawn = markedRows(found).some(row => hit.test(row));
    return !search || countedHits(search).total === 0 || !isDrawn;
  });
}

const looks: Readonly<Record<string, readonly DetailCommand[]>> = {
  JSON: [],
  'JSON, wrapped': [{ type: 'wrap' }],
  YAML: [{ type: 'format' }],
  'YAML, wrapped': [{ type: 'format' }, { type: 'wrap' }],
};

describe('each word that is drawn is found, and its hit is drawn', () => {
  const cases = Object.entries(shownRuns).flatMap(([name, run]) =>
    (['overview', 'metadata'] as const).flatMap(tab =>
      Object.entries(looks).map(([look, commands]) => ({ name, run, tab, look, commands })),
    ),
  );
  test.each(cases.filter((_, at) => at % oneIn(1, 7) === 0))('$name, $tab, $look', one => {
    const shown = showRun(one.run, box, [{ type: 'tab', to: one.tab }, ...unfolded, ...one.commands]);
    expect(notFound(shown, wordsOf(drawnRows(shown)))).toEqual([]);
  });

  test.each(Object.entries(shownTraces))('the trace %s', (_, [run, trace]) => {
    for (const commands of [unfolded, [{ type: 'order' }, { type: 'order' }, ...unfolded] as const]) {
      const shown = withTrace(run, trace, commands);
      expect(notFound(shown, wordsOf(drawnRows(shown)))).toEqual([]);
    }
  });

  test('of hostile runs', () => {
    fc.assert(
      fc.property(hostileRun, fc.constantFrom('overview', 'metadata', 'trace'), (run, tab) => {
        const shown = showRun(run, box, [{ type: 'tab', to: tab }, ...unfolded]);
        // The first hit may be in a part that is cut off.
        expect(notFound(shown, wordsOf(drawnRows(shown)), /[«⟪]/u)).toEqual([]);
      }),
      { numRuns: trials(60, 2), endOnFailure: true },
    );
  });
});

test('a search finds what is said of a cancel and of a step that runs', () => {
  const shown = showRun(runs.runningRun, box);
  for (const text of ['by ada', 'attempt 2', 'cancel requested 3s ago'])
    expect(notFound(shown, [text]), text).toEqual([]);
});

test('a hit is marked across a change of tone and the end of a line', () => {
  const run = { ...runs.successRun, retryOf: 'run_0', input: { text: 'many words '.repeat(12) } };
  const small = { width: 60, height: 20 };
  const found = (text: string) => {
    const shown = press(showRun(run, small, [{ type: 'wrap' }]), small, [{ type: 'search-changed', text }]);
    return markedLines(shown, small).filter(line => line.includes('⟪'));
  };
  expect(found('retry of run')).toEqual([expect.stringContaining('⟪retry of ⟫⟪run⟫_0')]);
  expect(found('many words '.repeat(8).trim()).length).toBeGreaterThan(1);
});

test('a row that has the words only while it is folded is folded to show them', () => {
  const shown = showRun(runs.successRun, box, [{ type: 'format' }, ...unfolded]);
  expect(drawnRows(shown).some(row => row.includes('# 1 key'))).toBe(false);
  expect(notFound(shown, ['# 1 key', '1,204 items'])).toEqual([]);
});

test('a sigma is found wherever it stands in a word', () => {
  const shown = showRun({ ...runs.successRun, input: { text: 'ΟΔΟΣ Σίσυφος' } }, box);
  expect(notFound(shown, ['ΟΔΟΣ', 'οδοσ', 'ΣΊΣΥΦΟΣ'])).toEqual([]);
});

test('a negative zero is found as it is drawn', () => {
  const hitsIn = (drift: readonly number[]) => {
    const shown = showRun({ ...runs.successRun, input: { drift } }, box, unfolded);
    return press(shown, box, [{ type: 'search-changed', text: '-0' }]).search?.matches.length ?? 0;
  };
  expect(hitsIn([-0, 1, -0])).toBe(hitsIn([0, 1, 0]) + 2);
});

test('a word behind a sequence that a terminal would hide is found in the name of a value', () => {
  const shown = showRun({ ...runs.successRun, input: { 'hid\u009b2Jden': true } }, box);
  expect(notFound(shown, ['hidden'])).toEqual([]);
});
