import { expect, test } from 'vitest';
import { parseQuery } from '../../../src/model/query/parse/parse-query.ts';
import type { FoundRuns } from '../../../src/operations/acts/find-runs.ts';
import type { RunTarget } from '../../../src/state/acts/run-target.ts';
import type { CancelPhase } from '../../../src/state/cancel/cancel-phase.ts';
import type { IndexedOutcome } from '../../../src/state/overlays/acting/acting.ts';
import type { Action } from '../../../src/state/session/actions.ts';
import { plainTheme } from '../../../src/ui/theme.ts';
import { drawApp } from '../draw-app.tsx';
import { listState } from '../screen-states.ts';

const ids = ['run_01M8AWV2WVDMYKCSQF4TGGHVAM', 'run_01M8AWV2XXPMYKCSQF4TGG6QHR'];
const runs = ids.map((id, index) => ({
  id,
  address: id,
  name: index === 0 ? '日本語のワークフローと長い名前' : 'invoice-sync-of-every-night',
  status: 'Waiting on hook',
}));

test.each([60, 80, 200])('runs to cancel show their status, and ids that differ, in %i columns', columns => {
  const opened: Action = {
    overlay: 'confirm-cancel',
    type: 'opened',
    act: 'cancel',
    runs,
    target: './runs.db',
  };
  const lines = drawApp(listState({ columns, rows: 20 }, opened), plainTheme).filter(line =>
    line.includes('· '),
  );
  const shown = lines.flatMap(line => /run_\S+(?= +Waiting on hook)/u.exec(line)?.[0] ?? []);
  expect(shown.length).toBe(2);
  expect(new Set(shown).size).toBe(2);
});

test('a list of canceled runs is titled by what is true of them, once each has been answered', () => {
  const opened: Action = { overlay: 'acting', type: 'opened', act: 'cancel', runs };
  const moved = (address: string, phase: CancelPhase): Action => ({ type: 'cancel-moved', address, phase });
  const answered = (...outcomes: readonly IndexedOutcome[]): readonly Action[] => [
    { overlay: 'acting', type: 'progressed', runs, outcomes },
    { overlay: 'acting', type: 'round-ended', runs },
  ];
  const done = { type: 'done', text: 'cancel requested' } as const;
  const [first = '', second = ''] = ids;
  const titleAfter = (...actions: readonly Action[]) =>
    drawApp(listState({ columns: 80, rows: 20 }, opened, ...actions), plainTheme).find(line =>
      /Cancell?(?:ing|ed) .*runs/u.test(line),
    );
  const ended = moved(first, { type: 'ended', status: 'canceled' });
  const both = answered([0, done], [1, done]);
  expect(titleAfter(...both, ended)).toContain('Canceling 2 runs');
  expect(titleAfter(...both, ended, moved(second, { type: 'ended', status: 'canceled' }))).toContain(
    'Canceled 2 runs',
  );
  const refused = { type: 'refused', text: 'cancel refused: too late' } as const;
  expect(titleAfter(...answered([0, done], [1, refused]), ended)).toContain('Canceled 1 of 2 runs');
  const over = { ...done, cancel: { type: 'answered', result: { type: 'canceled' } } } as const;
  expect(titleAfter(...answered([0, over], [1, over]))).toContain('Canceled 2 runs');
});

test('what became of a cancel stands before the end of the run id', () => {
  const opened: Action = { overlay: 'acting', type: 'opened', act: 'cancel', runs };
  const text = drawApp(listState({ columns: 80, rows: 20 }, opened), plainTheme).join('\n');
  for (const id of ids) expect(text).toContain(id.slice(-4));
});

test('one run is spoken of as one, and counts with their commas', () => {
  const [only] = runs;
  const of = (chosen: readonly RunTarget[]): Action => ({
    overlay: 'acting',
    type: 'opened',
    act: 'cancel',
    runs: chosen,
  });
  const titled = (...actions: readonly Action[]) =>
    drawApp(listState({ columns: 80, rows: 20 }, ...actions), plainTheme).join('\n');
  expect(titled(of(only ? [only] : []))).toContain('Canceling 1 run ');
  const many = Array.from({ length: 2_003 }, (_, at) => ({
    id: `r${at}`,
    address: `r${at}`,
    name: 'a',
    status: 'Running',
  }));
  const question = { overlay: 'confirm-cancel', type: 'opened', act: 'cancel', target: './runs.db' } as const;
  const text = titled({ ...question, runs: many, ended: 1_985 });
  expect(text).toContain('Cancel 2,003 runs?');
  expect(text).toContain('1,985 of the 3,988 marked runs');
});

const found = (names: readonly string[]): FoundRuns => ({
  runs: names.map((name, at) => ({
    id: `r${at}`,
    address: `r${at}`,
    name,
    kind: 'workflow',
    status: 'Failed',
    statusKey: 'failed',
  })),
  counts: names.map(name => ({ kind: 'workflow', name, status: 'failed', runs: 1 })),
  isCut: false,
});

function drawMany(all: FoundRuns, retried?: ReadonlySet<string>): string {
  const query = parseQuery('status:failed');
  const act = retried ? 'retry' : 'cancel';
  const asked = {
    overlay: 'confirm-many',
    type: 'opened',
    act,
    query,
    of: 'All',
    target: './runs.db',
  } as const;
  const read = { overlay: 'confirm-many', type: 'found', query, found: all, retried } as const;
  return drawApp(listState({ columns: 60, rows: 15 }, asked, read), plainTheme).join('\n');
}

test('in the smallest window the workflows that would be canceled are named before the rest is counted', () => {
  const text = drawMany(found(Array.from({ length: 42 }, (_, at) => `flow-${at}`)));
  expect(text).toContain('flow-0 ');
  expect(text).toContain('flow-1 ');
  expect(text).toMatch(/… and \d\d more/u);
  expect(text).toContain('type 42:');
});

test('a group whose runs were all run again since asks nothing', () => {
  const text = drawMany(found(['a', 'b']), new Set(['r0', 'r1']));
  expect(text).toContain('All of them were run again since');
  expect(text).not.toMatch(/Run 0 runs|Yes/u);
});
