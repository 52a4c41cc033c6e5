import { builtInViews } from '../../src/state/list/views.ts';
import type { Overlay } from '../../src/state/overlays/overlay.ts';
import type { Action } from '../../src/state/session/actions.ts';
import { lostLink, mergedStates, runs, staleLink, toServer } from './screen-states.ts';

const [running, failed, queued] = runs;
if (!running || !failed || !queued) throw new Error('the samples have a running, a failed and a queued run');

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

/** What the screen can show without a dialog, by name. */
export const screenStates: Readonly<Record<string, readonly Action[]>> = {
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
      address: failed.id,
      phase: { type: 'answered', act: 'cancel', result: { type: 'already-finished', status: 'failed' } },
    },
  ],
  'cancel-unknown': [
    {
      type: 'cancel-moved',
      address: queued.id,
      phase: { type: 'unknown', act: 'cancel', error: lostLink.error },
    },
  ],
  asking: [toServer],
  'asking-lost': [toServer, lostLink],
  ...mergedStates,
  'detail-open': [
    { type: 'detail-opened', summary: failed },
    { type: 'screen-changed', screen: 'detail' },
  ],
};

const overlay = (open: Overlay): Action => ({ type: 'overlay-changed', overlay: open });

const cancelTarget = { address: 'run_0059', id: 'run_0059', name: 'signup-pipeline', status: 'Running' };

/** Every dialog, by name. */
export const dialogStates: Readonly<Record<string, readonly Action[]>> = {
  'confirm-cancel': [
    overlay({
      type: 'confirm-cancel',
      act: 'cancel',
      runs: [cancelTarget],
      target: './runs.db',
      choice: 'no',
    }),
  ],
  'confirm-kill': [
    overlay({
      type: 'confirm-cancel',
      act: 'kill',
      runs: [{ ...cancelTarget, status: 'Canceling already' }],
      target: './runs.db',
      choice: 'no',
    }),
  ],
  'confirm-kill-several': [
    overlay({
      type: 'confirm-cancel',
      act: 'kill',
      runs: ['run_0059', 'run_0048', 'run_0047', 'run_0046', 'run_0045'].map(id => ({
        address: id,
        id,
        name: 'signup-pipeline',
        status: 'Canceling already',
      })),
      target: './runs.db',
      choice: 'yes',
    }),
  ],
  'confirm-cancel-several': [
    overlay({
      type: 'confirm-cancel',
      act: 'cancel',
      runs: [
        cancelTarget,
        { address: 'run_0048', id: 'run_0048', name: 'contract-approval', status: 'Waiting on hook' },
      ],
      target: './runs.db',
      choice: 'yes',
    }),
  ],
  'confirm-cancel-of-several-targets': [
    ...(mergedStates.merged ?? []),
    overlay({
      type: 'confirm-cancel',
      act: 'cancel',
      runs: [{ ...cancelTarget, address: 'prod/run_0059', target: 'prod' }],
      target: 'https://runs.example.com/team, ./shop/runs.db',
      choice: 'no',
    }),
  ],
  'target-menu': [
    overlay({
      type: 'menu',
      purpose: 'target',
      title: 'Target',
      items: [
        { id: 'a', label: 'prod  https://runs.example.com/team', hint: '~/.config/runlens/config.yaml' },
        { id: 'b', label: 'shop  ./shop/runs.db', hint: 'runlens.config.yaml' },
        { id: 'all', label: 'all of these in one list', hint: 'prod,shop' },
      ],
      index: 0,
    }),
  ],
  outcomes: [
    {
      type: 'cancel-moved',
      address: 'run_0059',
      phase: { type: 'answered', act: 'cancel', result: { type: 'requested' } },
    },
    {
      type: 'cancel-moved',
      address: 'run_0058',
      phase: { type: 'answered', act: 'cancel', result: { type: 'already-finished', status: 'failed' } },
    },
    overlay({
      type: 'outcomes',
      act: 'cancel',
      top: 0,
      runs: [
        cancelTarget,
        { address: 'run_0058', id: 'run_0058', name: 'signup-pipeline', status: 'Running' },
      ],
    }),
  ],
  help: [overlay({ type: 'help', top: 0 })],
  palette: [overlay({ type: 'palette', text: 'trace', caret: 5, index: 0 })],
  'view-menu': [
    overlay({
      type: 'menu',
      purpose: 'view',
      title: 'View',
      items: builtInViews.map(({ id, label }) => ({ id, label, hint: '12' })),
      index: 1,
    }),
  ],
  'name-view': [overlay({ type: 'name-view', text: 'mine', caret: 4 })],
};
