import { parseQuery } from '../../src/model/query/parse/parse-query.ts';
import type { FoundRun } from '../../src/operations/acts/find-runs.ts';
import type { RunCount } from '../../src/operations/run-counts.ts';
import { helpRows } from '../../src/state/keys/help-rows.ts';
import { builtInViews } from '../../src/state/list/views.ts';
import type { Action } from '../../src/state/session/actions.ts';
import { againStates } from './again-states.ts';
import { retryStates } from './retry-states.ts';
import { listState, lostLink, mergedStates, runs, staleLink, toServer } from './screen-states.ts';

const [running, failed, queued] = runs;
if (!running || !failed || !queued) throw new Error('the samples have a running, a failed and a queued run');

const filterEditing: readonly Action[] = [
  { overlay: 'filter', type: 'opened', text: '' },
  { overlay: 'filter', type: 'typed', text: 'status:failed workfl' },
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

const cancelTarget: FoundRun = {
  ...{ address: 'run_0059', id: 'run_0059', name: 'signup-pipeline' },
  ...{ status: 'Running', statusKey: 'running', kind: 'workflow' },
};

const actedOn: readonly FoundRun[] = [
  cancelTarget,
  {
    address: 'run_0058',
    id: 'run_0058',
    name: 'signup-pipeline',
    status: 'Running',
    statusKey: 'running',
    kind: 'workflow',
  },
  {
    address: 'run_0057',
    id: 'run_0057',
    name: 'contract-approval',
    status: 'Waiting on hook',
    statusKey: 'waiting',
    kind: 'workflow',
  },
  {
    address: 'run_0056',
    id: 'run_0056',
    name: 'invoice-sync',
    status: 'Queued',
    statusKey: 'queued',
    kind: 'workflow',
  },
];

const matching = parseQuery('status:active');

const countsOf = (...names: readonly (readonly [name: string, runs: number])[]): readonly RunCount[] =>
  names.map(([name, runs]) => ({ kind: 'workflow', name, status: 'running', runs }));

const cancelMatching = {
  overlay: 'confirm-many',
  type: 'opened',
  act: 'cancel',
  query: matching,
  of: 'Running · workflow:signup*',
  target: './runs.db',
} as const;

/** Every dialog, by name. */
export const dialogStates: Readonly<Record<string, readonly Action[]>> = {
  'confirm-cancel': [
    {
      overlay: 'confirm-cancel',
      type: 'opened',
      act: 'cancel',
      runs: [cancelTarget],
      target: './runs.db',
    },
  ],
  'confirm-kill': [
    {
      overlay: 'confirm-cancel',
      type: 'opened',
      act: 'kill',
      runs: [{ ...cancelTarget, status: 'Canceling already' }],
      target: './runs.db',
    },
  ],
  'confirm-kill-several': [
    {
      overlay: 'confirm-cancel',
      type: 'opened',
      act: 'kill',
      runs: ['run_0059', 'run_0048', 'run_0047', 'run_0046', 'run_0045'].map(id => ({
        address: id,
        id,
        name: 'signup-pipeline',
        status: 'Canceling already',
      })),
      target: './runs.db',
    },
    { overlay: 'confirm-cancel', type: 'choice-changed' },
  ],
  'confirm-cancel-several': [
    {
      overlay: 'confirm-cancel',
      type: 'opened',
      act: 'cancel',
      runs: [
        cancelTarget,
        { address: 'run_0048', id: 'run_0048', name: 'contract-approval', status: 'Waiting on hook' },
      ],
      target: './runs.db',
    },
    { overlay: 'confirm-cancel', type: 'choice-changed' },
  ],
  'confirm-cancel-of-several-targets': [
    ...(mergedStates.merged ?? []),
    {
      overlay: 'confirm-cancel',
      type: 'opened',
      act: 'cancel',
      runs: [{ ...cancelTarget, address: 'prod/run_0059', target: 'prod' }],
      target: 'https://runs.example.com/team, ./shop/runs.db',
    },
  ],
  ...againStates,
  ...retryStates,
  'target-menu': [
    {
      overlay: 'menu',
      type: 'opened',
      purpose: 'target',
      title: 'Target',
      items: [
        { id: 'a', label: 'prod  https://runs.example.com/team', hint: '~/.config/runlens/config.yaml' },
        { id: 'b', label: 'shop  ./shop/runs.db', hint: 'runlens.config.yaml' },
        { id: 'all', label: 'all of these in one list', hint: 'prod,shop' },
      ],
    },
  ],
  'confirm-many-reading': [
    cancelMatching,
    { overlay: 'confirm-many', type: 'counted', query: matching, soFar: 1_500 },
  ],
  'confirm-many-few': [
    cancelMatching,
    {
      overlay: 'confirm-many',
      type: 'found',
      query: matching,
      found: { runs: actedOn, counts: countsOf(['signup-pipeline', 2], ['invoice-sync', 2]), isCut: false },
    },
  ],
  'confirm-retry': [
    { ...cancelMatching, act: 'retry', of: 'of the group TimeoutError: no answer in <duration> · All' },
    {
      overlay: 'confirm-many',
      type: 'found',
      query: matching,
      found: {
        runs: Array.from({ length: 15 }, (_, at) => ({
          ...cancelTarget,
          address: `run_${at}`,
          status: 'Failed',
          statusKey: 'failed',
        })),
        counts: [],
        isCut: false,
      },
      retried: new Set(['run_3', 'run_7']),
    },
  ],
  'confirm-many': [
    cancelMatching,
    {
      overlay: 'confirm-many',
      type: 'found',
      query: matching,
      found: {
        runs: Array.from({ length: 1_240 }, () => cancelTarget),
        counts: countsOf(...Array.from({ length: 31 }, (_, at) => [`workflow-${at}`, 40] as const)),
        isCut: false,
      },
    },
    { overlay: 'confirm-many', type: 'typed', text: '12' },
  ],
  acting: [
    { overlay: 'acting', type: 'opened', act: 'cancel', runs: actedOn },
    {
      overlay: 'acting',
      type: 'progressed',
      runs: actedOn,
      outcomes: [
        [0, { type: 'done', text: 'cancel requested' }],
        [1, { type: 'refused', text: 'not canceled, already finished: Failed' }],
        [2, { type: 'failed', text: 'cancel failed: runs.example.com answered 503' }],
      ],
    },
  ],
  'acting-stopped': [
    { overlay: 'acting', type: 'opened', act: 'retry', runs: actedOn },
    {
      overlay: 'acting',
      type: 'progressed',
      runs: actedOn,
      outcomes: [
        [0, { type: 'done', text: 'run again as run_0101', started: 'run_0101' }],
        [2, { type: 'unknown', text: 'not known whether it started: no answer in 30 s' }],
      ],
    },
    { overlay: 'acting', type: 'stop-requested' },
    { overlay: 'acting', type: 'round-ended', runs: actedOn },
  ],
  help: [{ overlay: 'help', type: 'opened', rows: helpRows(listState({ columns: 100, rows: 30 })) }],
  palette: [
    { overlay: 'palette', type: 'opened' },
    { overlay: 'palette', type: 'typed', text: 'column' },
  ],
  'view-menu': [
    {
      overlay: 'menu',
      type: 'opened',
      purpose: 'view',
      title: 'View',
      items: [
        ...builtInViews.map(({ id, label, key }) => ({ id, label, hint: '12', key: `${key}` })),
        { id: 'saved:slow', label: 'slow', hint: 'duration:>1m', key: '4', isSaved: true },
      ],
      chosen: 'saved:slow',
    },
  ],
  'name-view': [
    { overlay: 'name-view', type: 'opened' },
    { overlay: 'name-view', type: 'typed', text: 'mine' },
  ],
};
