import type { RunSummary } from '../../src/model/run.ts';

/** A value in every field: the compiler asks for each that is added. */
export function wholeSummary(text: (name: string) => string = name => name): Required<RunSummary> {
  const at = Date.UTC(2026, 10, 24, 12);
  return {
    id: text('id'),
    target: text('target'),
    kind: 'agent',
    name: text('name'),
    status: 'failed',
    statusRaw: text('statusRaw'),
    statusLabel: text('statusLabel'),
    wakeAt: at + 1,
    trigger: { type: 'webhook', label: text('label'), raw: text('raw'), at: at + 2 },
    actor: text('actor'),
    project: text('project'),
    createdAt: at + 3,
    changedAt: at + 3.5,
    queuedAt: at + 4,
    startedAt: at + 5.25,
    finishedAt: at + 6,
    pausedMs: 7,
    pausedAt: at + 8,
    strandedBy: text('strandedBy'),
    waitingFor: text('waitingFor'),
    costUsd: 0.09,
    models: [text('model')],
    services: [text('service')],
    stepCount: 10,
    messageCount: 11,
    attempt: 12,
    parentId: text('parentId'),
    retryOf: text('retryOf'),
    key: text('key'),
    errorSummary: {
      name: text('error'),
      message: text('message'),
      step: text('step'),
      code: text('code'),
      cause: { name: text('cause'), message: text('reason') },
    },
    isLost: true,
    usual: { medianMs: 13, p95Ms: 14 },
    settled: { by: text('by'), at: at + 14, how: 'retry' },
    cancelRequestedAt: at + 15,
  };
}
