import { expect, test } from 'vitest';
import { newestFirst } from '../../../src/contract/lists/sort.ts';
import { InspectorError } from '../../../src/model/errors.ts';
import { createFilterBar } from '../../../src/screen/filter/read-filter-line.ts';
import { plainTheme } from '../../../src/screen/paint/theme.ts';
import { tableSize } from '../../../src/screen/shell/layout.ts';
import type { Action } from '../../../src/screen/shell/state.ts';
import { allRuns } from '../../../src/screen/table/list-state.ts';
import { placeText } from '../../../src/screen/table/place-text.ts';
import { tableLines } from '../../../src/screen/table/table-lines.ts';
import { opened } from '../dialog-actions.ts';
import { listState } from '../screen-states.ts';

const failedView = { id: 'failed', label: 'Failed', filter: 'status:failed', counted: ['failed'] } as const;
const empty = (filterText: string): readonly Action[] => [
  { type: 'criteria-changed', criteria: { view: failedView, filterText, kind: 'both', sort: newestFirst } },
  { type: 'page-loaded', kind: 'first', page: { runs: [] } },
];
const reasons = [
  { text: 'billing is a project: project:billing', instead: { term: 'project:billing', start: 0, end: 13 } },
];

function linesOf(...actions: readonly Action[]): readonly string[] {
  const state = listState({ columns: 60, rows: 15 }, ...actions);
  return tableLines(state, tableSize(state), plainTheme)
    .slice(1)
    .map(line => line.trim())
    .filter(line => line !== '');
}

test('a filter that lists nothing says why, what ↵ lists instead, and the ways out', () => {
  expect(linesOf(...empty('actor:billing'), { type: 'empty-list-explained', reasons })).toEqual([
    'no run in the view Failed matches actor:billing',
    'billing is a project: project:billing',
    '↵ lists project:billing',
    'Esc clears the filter · v shows other views',
  ]);
});

test('while the filter is typed, ↵ is not offered: it keeps the filter', () => {
  const typing = opened(createFilterBar('actor:billing'));
  expect(linesOf(...empty('actor:billing'), { type: 'empty-list-explained', reasons }, typing)).toEqual([
    'no run in the view Failed matches actor:billing',
    'billing is a project: project:billing',
  ]);
});

test('a reason is gone with its filter', () => {
  const later = [{ type: 'empty-list-explained', reasons } as const, ...empty('actor:nobody')];
  expect(linesOf(...empty('actor:billing'), ...later)).toEqual([
    'no run in the view Failed matches actor:nobody',
    'Esc clears the filter · v shows other views',
  ]);
});

const error = new InspectorError('unreachable', 'cannot reach prod');
const inView = (patch: object, page: object = {}): readonly Action[] => [
  {
    type: 'criteria-changed',
    criteria: { view: failedView, filterText: '', kind: 'both', sort: newestFirst, ...patch },
  },
  { type: 'page-loaded', kind: 'first', page: { runs: [], ...page } },
];

test('no failed runs is good news only where every target answers and both kinds are listed', () => {
  expect(linesOf(...inView({}))).toEqual(['no failed runs: nothing to do here', 'v shows other views']);
  expect(linesOf(...inView({}, { missing: [{ target: 'prod', error }] }))).toEqual([
    'no run in the view Failed: not every target answers',
    'v shows other views',
  ]);
  expect(linesOf(...inView({ kind: 'agent' }))).toEqual([
    'no agent run in the view Failed',
    'v shows other views · K shows both kinds',
  ]);
});

test('a list of one kind without runs names the key that shows both', () => {
  expect(linesOf(...inView({ view: allRuns, kind: 'workflow' }))).toEqual([
    'no run of any workflow',
    'K shows agents, then both kinds',
  ]);
});

test('that there is no run is not said while further pages may have some', () => {
  const part: Action = { type: 'page-loaded', kind: 'first', page: { runs: [], nextCursor: 'page 2' } };
  expect(linesOf(part)).toEqual(['the pages that were read have no run']);
  expect(linesOf(part, { type: 'more-requested' })).toEqual(['reading more…']);
  expect(placeText(listState({ columns: 60, rows: 15 }, part), '')).toBe('0+ runs');
});
