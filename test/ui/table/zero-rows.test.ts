import { expect, test } from 'vitest';
import { newestFirst } from '../../../src/contract/run-store.ts';
import type { Action } from '../../../src/state/session/actions.ts';
import { tableSize } from '../../../src/state/session/layout.ts';
import { tableLines } from '../../../src/ui/table/table-lines.ts';
import { plainTheme } from '../../../src/ui/theme.ts';
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
    'no run in Failed matches actor:billing',
    'billing is a project: project:billing',
    '↵ lists project:billing',
    'Esc clears the filter · v shows other views',
  ]);
});

test('while the filter is typed, ↵ is not offered: it keeps the filter', () => {
  const typing = { overlay: 'filter', type: 'opened', text: 'actor:billing' } as const;
  expect(linesOf(...empty('actor:billing'), { type: 'empty-list-explained', reasons }, typing)).toEqual([
    'no run in Failed matches actor:billing',
    'billing is a project: project:billing',
  ]);
});

test('a reason is gone with its filter', () => {
  const later = [{ type: 'empty-list-explained', reasons } as const, ...empty('actor:nobody')];
  expect(linesOf(...empty('actor:billing'), ...later)).toEqual([
    'no run in Failed matches actor:nobody',
    'Esc clears the filter · v shows other views',
  ]);
});
