import { createActing, endRound, withOutcomes } from '../../src/screen/acts/acting/acting.ts';
import { editLine, lineOf } from '../../src/screen/dialogs/text-line.ts';
import { createFilterBar, editFilter } from '../../src/screen/filter/read-filter-line.ts';
import { createHelp } from '../../src/screen/help/help.ts';
import { helpRows } from '../../src/screen/help/help-commands.ts';
import { createPalette } from '../../src/screen/help/palette.ts';
import type { Action } from '../../src/screen/shell/state.ts';
import { builtInViews } from '../../src/screen/table/list-state.ts';
import { createTargetMenu } from '../../src/screen/targets/target-menu.ts';
import { createNameView, createViewMenu } from '../../src/screen/views/view-menu.ts';
import { againStates } from './again-states.ts';
import { cancelMoved, opened } from './dialog-actions.ts';
import { actedOn, manyStates } from './many-states.ts';
import { ownStates } from './own-states.ts';
import { retryStates } from './retry-states.ts';
import { listState, lostLink, mergedStates, runs, staleLink, toServer } from './screen-states.ts';
import { verbStates } from './verb-states.ts';

const [running, failed, queued] = runs;
if (!running || !failed || !queued) throw new Error('the samples have a running, a failed and a queued run');

const filterEditing: readonly Action[] = [
  opened(editFilter(createFilterBar('', true), { type: 'typed', text: 'status:failed workfl' })),
];

/** What the screen can show without a dialog, by name. */
export const screenStates: Readonly<Record<string, readonly Action[]>> = {
  table: [],
  'filter-editing': filterEditing,
  'filter-kept': [{ type: 'criteria-changed', criteria: { filterText: 'status:failed since:24h' } }],
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
    { type: 'criteria-changed', criteria: { filterText: 'actor:nobody' } },
    { type: 'page-loaded', kind: 'first', page: { runs: [] } },
  ],
  'cancel-answered': [
    cancelMoved(failed.id, {
      type: 'answered',
      act: 'cancel',
      result: { type: 'already-finished', status: 'failed' },
    }),
  ],
  'cancel-unknown': [cancelMoved(queued.id, { type: 'unknown', act: 'cancel', error: lostLink.error })],
  asking: [toServer],
  'asking-lost': [toServer, lostLink],
  ...mergedStates,
  'detail-open': [
    { type: 'detail-opened', summary: failed },
    { type: 'screen-changed', screen: 'detail' },
  ],
};

/** Every dialog, by name. */
export const dialogStates: Readonly<Record<string, readonly Action[]>> = {
  ...manyStates,
  ...againStates,
  ...retryStates,
  ...ownStates,
  ...verbStates,
  'target-menu': [
    opened(
      createTargetMenu([
        { id: 'a', label: 'prod  https://runs.example.com/team', hint: '~/.config/runlens/config.yaml' },
        { id: 'b', label: 'shop  ./shop/runs.db', hint: 'runlens.config.yaml' },
        { id: 'all', label: 'all of these in one list', hint: 'prod,shop' },
      ]),
    ),
  ],
  acting: [
    opened(
      withOutcomes(createActing({ act: 'cancel', runs: actedOn }), [
        [0, { type: 'done', text: 'cancel requested' }],
        [1, { type: 'refused', text: 'not canceled, already finished: Failed' }],
        [2, { type: 'failed', text: 'cancel failed: runs.example.com answered 503' }],
      ]),
    ),
  ],
  'acting-stopped': [
    opened(
      endRound(
        withOutcomes(createActing({ act: 'retry', runs: actedOn }), [
          [0, { type: 'done', text: 'retried as run_0101', started: 'run_0101' }],
          [2, { type: 'unknown', text: 'not known whether it started: no answer in 30 s' }],
        ]),
        { columns: 100, rows: 24 },
      ),
    ),
  ],
  help: [opened(createHelp(helpRows(listState({ columns: 100, rows: 30 }))))],
  palette: [opened({ ...createPalette(), ...lineOf('column') })],
  'view-menu': [
    opened(
      createViewMenu(
        [
          ...builtInViews.map(({ id, label, key }) => ({ id, label, hint: '12', key: `${key}` })),
          { id: 'saved:slow', label: 'slow', hint: 'duration:>1m', key: '4', isSaved: true },
        ],
        'saved:slow',
      ),
    ),
  ],
  'name-view': [opened(editLine(createNameView(), { type: 'typed', text: 'mine' }))],
};
