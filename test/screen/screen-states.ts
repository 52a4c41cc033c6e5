import type { RunPage } from '../../src/contract/lists/run-page.ts';
import type { TargetInfo } from '../../src/contract/target-info.ts';
import { InspectorError } from '../../src/model/errors.ts';
import type { RunSummary } from '../../src/model/run.ts';
import { createState, reduce } from '../../src/screen/reduce.ts';
import type { Action, Size, State } from '../../src/screen/shell/state.ts';
import { createMemoryStore, sampleRun } from './memory-store.ts';

/** Invented runs: one of each status, with short and long texts. */
export const runs: readonly RunSummary[] = [
  sampleRun(59, { status: 'running', finishedAt: undefined, name: 'signup-pipeline', cancelRequestedAt: 1 }),
  sampleRun(58, {
    status: 'failed',
    errorSummary: {
      name: 'TimeoutError',
      message: 'mail provider did not answer in 3000 ms',
      step: 'send-email',
    },
  }),
  sampleRun(57, { status: 'queued', startedAt: undefined, finishedAt: undefined, actor: undefined }),
  sampleRun(49, {
    status: 'failed',
    name: 'invoice-sync',
    trigger: { type: 'schedule', label: 'Schedule · nightly', raw: 'cron:0 2 * * *' },
    actor: 'system',
    project: 'billing',
    errorSummary: { message: 'HTTP 429: rate limit' },
  }),
  sampleRun(48, { status: 'waiting', finishedAt: undefined, name: 'contract-approval', costUsd: 0.0042 }),
  sampleRun(47, { status: 'sleeping', finishedAt: undefined, name: '日本語のワークフロー', actor: 'はなこ' }),
  sampleRun(40, { kind: 'agent', name: 'support-agent', models: ['gpt-5-mini'], messageCount: 12 }),
  sampleRun(39, { status: 'canceled', project: undefined }),
  sampleRun(38, { status: 'unknown', statusRaw: 'hibernating', finishedAt: undefined, name: 'x'.repeat(60) }),
  sampleRun(1, { name: '\u001B[31mred\u001B[0m\u202Eevil\ttab\nline' }),
];

export const now = Date.UTC(2026, 10, 24, 13, 0, 0);

export function listState(size: Size, ...actions: readonly Action[]): State {
  const { target, can } = createMemoryStore([]);
  const start = createState({ size, now, target, can });
  const loaded: readonly Action[] = [
    { type: 'page-loaded', kind: 'first', page: { runs } },
    {
      type: 'counts-loaded',
      counts: {
        failed: 2,
        running: 1,
        queued: 1,
        success: 2,
        canceled: 1,
        unknown: 1,
        waiting: 1,
        sleeping: 1,
        total: 10,
      },
    },
    { type: 'cursor-moved', index: 1 },
  ];
  return [...loaded, ...actions].reduce(withCounts, start);
}

/** Where all runs of a store are listed, they are counted, too. */
function withCounts(before: State, action: Action): State {
  const state = reduce(before, action);
  const { rows, nextCursor, filterText, view, kind } = state.list;
  const isWhole = nextCursor === undefined && filterText === '' && view.id === 'all' && kind === 'both';
  if (action.type !== 'page-loaded' || action.kind !== 'first' || !isWhole || !state.store.counts)
    return state;
  const byStatus: Record<string, number> = {};
  for (const { status } of rows) byStatus[status] = (byStatus[status] ?? 0) + 1;
  return reduce(state, { type: 'counts-loaded', counts: { ...byStatus, total: rows.length } });
}

export const staleLink: Action = {
  type: 'load-failed',
  error: new InspectorError('unreadable', './runs.db is gone', { hint: 'it is read again when it is back' }),
  retryAt: now + 4000,
};

const { can } = createMemoryStore([]);

const server: TargetInfo = {
  name: 'prod',
  kind: 'http',
  isRemote: true,
  location: 'https://runs.example.com/team',
  reason: 'runlens.config.yaml',
  isInsecure: true,
};

export const toServer: Action = { type: 'target-changed', target: server, can: { ...can, live: false } };

const lost = new InspectorError(
  'unreachable',
  'cannot reach https://runs.example.com: nothing answers there',
  {
    hint: 'is "runlens serve" running?',
  },
);

export const lostLink = { type: 'load-failed', error: lost, retryAt: now + 3000 } as const satisfies Action;

const several: TargetInfo = {
  name: 'prod,shop',
  kind: 'merged',
  isRemote: true,
  members: [],
  location: 'https://runs.example.com/team, ./shop/runs.db',
  reason: 'argument',
};

const mergedRuns = runs.map((run, index) => ({ ...run, target: index % 3 === 1 ? 'shop' : 'prod' }));
const shopRuns = mergedRuns.filter(run => run.target === 'shop');

const merged = (page: RunPage): readonly Action[] => [
  { type: 'target-changed', target: several, can },
  { type: 'page-loaded', kind: 'first', page },
];

/**
 * Two targets in one list: both there, one of them missing from the start or gone, and back while the table
 * is scrolled.
 */
export const mergedStates: Readonly<Record<string, readonly Action[]>> = {
  merged: merged({ runs: mergedRuns }),
  'merged-missing': merged({ runs: shopRuns, missing: [{ target: 'prod', error: lost }] }),
  'merged-gone': [
    ...merged({ runs: mergedRuns }),
    {
      type: 'page-loaded',
      kind: 'part',
      page: { runs: shopRuns, missing: [{ target: 'prod', error: lost }] },
    },
  ],
  'merged-back': [
    ...merged({ runs: shopRuns, missing: [{ target: 'prod', error: lost }] }),
    { type: 'page-loaded', kind: 'part', page: { runs: mergedRuns } },
  ],
};
