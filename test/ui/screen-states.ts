import { InspectorError } from '../../src/model/errors.ts';
import type { RunSummary } from '../../src/model/run.ts';
import type { Action } from '../../src/state/actions.ts';
import { reduce } from '../../src/state/reduce.ts';
import { createState, type Size, type State } from '../../src/state/state.ts';
import { createMemoryStore, sampleRun } from '../state/memory-store.ts';

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
  return [...loaded, ...actions].reduce(reduce, start);
}

export const staleLink: Action = {
  type: 'load-failed',
  error: new InspectorError('unreadable', './runs.db is gone', { hint: 'it is read again when it is back' }),
  retryAt: now + 4000,
};
