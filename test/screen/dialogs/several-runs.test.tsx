import { expect, test } from 'vitest';
import { parseQuery } from '../../../src/model/query/parse/parse-query.ts';
import type { Retried } from '../../../src/operations/acts/find-retried.ts';
import type { FoundRun } from '../../../src/operations/acts/find-runs.ts';
import { moveInFound, withFound } from '../../../src/screen/acts/act-question.ts';
import {
  createActing,
  endRound,
  type IndexedOutcome,
  type RunTarget,
  withOutcomes,
} from '../../../src/screen/acts/acting/acting.ts';
import { plainTheme } from '../../../src/screen/paint/theme.ts';
import type { Action } from '../../../src/screen/shell/state.ts';
import { someOf } from '../../trials.ts';
import { cancelMoved, opened } from '../dialog-actions.ts';
import { drawApp } from '../draw-app.tsx';
import { askedMany, cancelTarget, foundOf, markedOf } from '../many-states.ts';
import { listState } from '../screen-states.ts';

const size80 = { columns: 80, rows: 20 };
const ids = ['run_01M8AWV2WVDMYKCSQF4TGGHVAM', 'run_01M8AWV2XXPMYKCSQF4TGG6QHR'];
const runs = ids.map((id, index) => ({
  ...cancelTarget,
  ...{ id, address: id, status: 'Waiting on hook' },
  name: index === 0 ? '日本語のワークフローと長い名前' : 'invoice-sync-of-every-night',
}));

const asked = (chosen: readonly FoundRun[], leftOut = 0): Action =>
  opened(askedMany('cancel', markedOf(chosen, leftOut)));

test.each([60, 80, 200])('runs to cancel show their status, and ids that differ, in %i columns', columns => {
  const lines = drawApp(listState({ columns, rows: 20 }, asked(runs)), plainTheme).filter(line =>
    line.includes('· '),
  );
  const shown = lines.flatMap(line => /run_\S+(?= +Waiting on hook)/u.exec(line)?.[0] ?? []);
  expect(shown.length).toBe(2);
  expect(new Set(shown).size).toBe(2);
});

test('a question of many runs tells every status of theirs in 80 columns', () => {
  const statuses = ['running', 'waiting', 'queued', 'sleeping', 'unknown'] as const;
  const many = Array.from({ length: 15 }, (_, at) => ({
    ...cancelTarget,
    id: `run_${at}`,
    address: `run_${at}`,
  }));
  const source = markedOf(many);
  const counts = statuses.map(
    status => ({ kind: 'workflow', name: 'invoice-sync', status, runs: 3 }) as const,
  );
  const found = { ...foundOf(many), counts };
  const question = askedMany('cancel', source, confirm => withFound(confirm, found));
  const text = drawApp(listState({ columns: 80, rows: 24 }, opened(question)), plainTheme).join('\n');
  expect(text).toMatch(/Cancel 15 runs\? +│\n.*3 running, .*3 unknown +│/u);
});

test('one run that is left of many is asked about as one', () => {
  const source = markedOf(runs);
  const retried = new Map(ids.slice(1).map(id => [id, undefined]));
  const question = askedMany('retry', source, confirm => withFound(confirm, foundOf(runs), { retried }));
  const lines = drawApp(listState({ columns: 80, rows: 20 }, opened(question)), plainTheme);
  expect(lines.join('\n')).toMatch(/Run it again\? {2}1 running/u);
});

test('a list of canceled runs is titled by what is true of them, once each has been answered', () => {
  const answered = (...outcomes: readonly IndexedOutcome[]): Action =>
    opened(endRound(withOutcomes(createActing({ act: 'cancel', runs }), outcomes), size80));
  const done = { type: 'done', text: 'cancel requested' } as const;
  const [first = '', second = ''] = ids;
  const titleAfter = (...actions: readonly Action[]) =>
    drawApp(listState(size80, ...actions), plainTheme).find(line => /Cancell?(?:ing|ed) .*runs/u.test(line));
  const ended = cancelMoved(first, { type: 'ended', status: 'canceled' });
  const both = answered([0, done], [1, done]);
  expect(titleAfter(both, ended)).toContain('Canceling 2 runs');
  expect(titleAfter(both, ended, cancelMoved(second, { type: 'ended', status: 'canceled' }))).toContain(
    'Canceled 2 runs',
  );
  const refused = { type: 'refused', text: 'cancel refused: too late' } as const;
  expect(titleAfter(answered([0, done], [1, refused]), ended)).toContain('Canceled 1 of 2 runs');
  const over = { ...done, cancel: { type: 'answered', result: { type: 'canceled' } } } as const;
  expect(titleAfter(answered([0, over], [1, over]))).toContain('Canceled 2 runs');
});

test('canceled runs, those that have not ended yet and those that ended otherwise are counted apart', () => {
  const done = { type: 'done', text: 'cancel requested' } as const;
  const three = [...runs, ...runs.slice(0, 1).map(run => ({ ...run, address: 'run_x' }))];
  const outcomes: readonly IndexedOutcome[] = [0, 1, 2].map(index => [index, done]);
  const ended = (address: string, status: 'canceled' | 'success'): Action =>
    cancelMoved(address, { type: 'ended', status });
  const [first = ''] = ids;
  const text = drawApp(
    listState(
      { columns: 100, rows: 20 },
      opened(endRound(withOutcomes(createActing({ act: 'cancel', runs: three }), outcomes), size80)),
      ended(first, 'canceled'),
      ended('run_x', 'success'),
    ),
    plainTheme,
  ).join('\n');
  expect(text).toContain('1 canceled · 1 requested, not ended yet · 1 ended otherwise');
});

test('what became of a cancel stands before the end of the run id', () => {
  const acting = createActing({ act: 'cancel', runs });
  const text = drawApp(listState(size80, opened(acting)), plainTheme).join('\n');
  for (const id of ids) expect(text).toContain(id.slice(-4));
});

test('one run is spoken of as one, and counts with their commas', () => {
  const [only] = runs;
  const of = (chosen: readonly RunTarget[]): Action => opened(createActing({ act: 'cancel', runs: chosen }));
  const titled = (...actions: readonly Action[]) =>
    drawApp(listState({ columns: 80, rows: 20 }, ...actions), plainTheme).join('\n');
  expect(titled(of(only ? [only] : []))).toContain('Canceling 1 run ');
  const many = Array.from({ length: 2_003 }, (_, at) => ({ ...cancelTarget, address: `r${at}` }));
  const text = titled(asked(many, 1_985));
  expect(text).toContain('Cancel 2,003 runs?');
  expect(text).toContain('1,985 of the 3,988 marked runs');
});

const named = (...names: readonly string[]): readonly FoundRun[] =>
  names.map((name, at) => ({ ...cancelTarget, id: `r${at}`, address: `r${at}`, name }));

function drawMany(all: readonly FoundRun[], retried?: Retried, ...moves: readonly number[]): string {
  const source = {
    type: 'matching',
    label: 'view',
    query: parseQuery('status:failed'),
    of: 'All',
  } as const;
  const act = retried ? 'retry' : 'cancel';
  const question = askedMany(act, source, confirm => withFound(confirm, foundOf(all), { retried }));
  const shown = moves.reduce(moveInFound, question);
  return drawApp(listState({ columns: 60, rows: 15 }, opened(shown)), plainTheme).join('\n');
}

test('in the smallest window the workflows that would be canceled are named before the rest is counted', () => {
  const text = drawMany(named(...Array.from({ length: 42 }, (_, at) => `flow-${at}`)));
  expect(text).toContain('flow-0 ');
  expect(text).toContain('flow-1 ');
  expect(text).toMatch(/… and \d\d more/u);
  expect(text).toContain('type 42:');
});

test('runs whose ids begin and end alike are told apart before they are canceled', () => {
  const ids = ['a', 'b', 'c'].map(letter => `order-2026-11-29-of-the-shop-${letter}-in-the-north`);
  const text = drawMany(ids.map(id => ({ ...cancelTarget, id, address: id })));
  for (const letter of ['a', 'b', 'c']) expect(text.split(`…${letter}-`)).toHaveLength(2);
});

test.each([42, 6])('in the smallest window each of %i rows can be scrolled to, down and up again', rows => {
  const names = Array.from({ length: rows }, (_, at) => `flow-${at}`);
  for (const [at, name] of someOf([...names.entries()], 5)) {
    const text = drawMany(named(...names), undefined, at);
    expect(text).toMatch(new RegExp(`▌ (?:· )?${name} `, 'u'));
    expect(drawMany(named(...names), undefined, rows + 5, at - rows + 1)).toBe(text);
  }
  expect(drawMany(named(...names), undefined, rows)).toMatch(new RegExp(`–${rows} of ${rows}`, 'u'));
});

test('a group whose runs were all run again since asks nothing', () => {
  const text = drawMany(
    named('a', 'b'),
    new Map([
      ['r0', undefined],
      ['r1', undefined],
    ]),
  );
  expect(text).toMatch(/Nothing is left to run again.*all 2 were run again already and were left out/su);
  expect(text).not.toMatch(/Run 0 runs|Yes/u);
});
