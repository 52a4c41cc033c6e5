import type { Run, RunSummary } from '../../src/model/run.ts';

/** A run that has ended is not paused, and one of a file has no target. */
type Unrecorded = 'target' | 'wakeAt' | 'changedAt' | 'pausedAt' | 'isLost' | 'cancelRequestedAt' | 'usual';

/** Invented. A run of which every part was recorded, with another text in every name, key and payload. */
export function wholeRun(id: string, next: () => string, at = Date.UTC(2026, 2, 14, 12)) {
  const payload = () => ({ [next()]: next() });
  const error = () => ({
    value: payload(),
    name: next(),
    message: next(),
    code: next(),
    stack: `at ${next()}`,
  });
  return {
    id,
    kind: 'agent',
    name: next(),
    status: 'failed',
    statusRaw: next(),
    statusLabel: next(),
    trigger: { type: next(), label: next(), raw: next(), at: at - 5 },
    actor: next(),
    project: next(),
    createdAt: at,
    queuedAt: at,
    startedAt: at + 1,
    finishedAt: at + 900.25,
    pausedMs: 7,
    models: [next()],
    services: [next()],
    waitingFor: next(),
    strandedBy: next(),
    costUsd: 0.25,
    stepCount: 2,
    messageCount: 1,
    attempt: 2,
    parentId: next(),
    retryOf: next(),
    key: next(),
    settled: { by: next(), at: at + 5_000, how: 'retry' },
    usage: [{ name: next(), kind: 'model', unit: next(), quantity: 1 }],
    input: payload(),
    output: [next()],
    raw: payload(),
    error: { ...error(), stepId: 's1' },
    errorSummary: {
      name: next(),
      message: next(),
      step: next(),
      code: next(),
      cause: { name: next(), message: next() },
      failure: next(),
    },
    cancel: { requestedAt: at + 10, by: next(), outcome: next() },
    messages: [
      {
        id: 'm1',
        role: next(),
        at: at + 20,
        content: [next()],
        thought: next(),
        toolCalls: [{ id: 't1', name: next(), arguments: payload(), result: next(), error: error() }],
        error: error(),
      },
    ],
    steps: [
      {
        id: 's1',
        name: next(),
        type: next(),
        status: 'failed',
        attempt: 1,
        startedAt: at + 2,
        finishedAt: at + 800,
        input: payload(),
        output: next(),
        error: error(),
      },
      {
        id: 's2',
        parentId: 's1',
        name: next(),
        type: next(),
        status: 'sleeping',
        attempt: 1,
        wakeAt: at + 50,
      },
    ],
    trace: {
      spans: [
        {
          id: 'a',
          name: next(),
          kind: next(),
          startAt: at + 0.5,
          endAt: at + 900,
          status: 'error',
          attributes: payload(),
          events: [{ name: next(), at: at + 3, attributes: payload() }],
        },
        {
          id: 'b',
          parentId: 'a',
          name: next(),
          kind: next(),
          startAt: at + 2,
          status: 'unset',
          attributes: payload(),
          events: [],
        },
      ],
      logs: [{ at: at + 4, level: next(), message: next(), spanId: 'a', attributes: payload() }],
    },
  } as const satisfies Run & Required<Omit<RunSummary, Unrecorded>>;
}
