/**
 * Histories made up after the documented JSON of a history's events; no server wrote them. What real ones
 * have, and where they were looked at, says `docs/how-to/engines/temporal.md`.
 */

type Fields = Readonly<Record<string, unknown>>;

/** `[type, attributes, seconds after the start]`. */
export type Told = readonly [type: string, fields?: Fields, after?: number];

export const startedAt = Date.parse('2026-11-30T02:00:00Z');

export const payloads = (...values: readonly unknown[]) => ({
  payloads: values.map(value => payload(value)),
});

export function payload(value: unknown, encoding = 'json/plain') {
  const text = value === null ? '' : JSON.stringify(value);
  return {
    metadata: { encoding: Buffer.from(value === null ? 'binary/null' : encoding).toString('base64') },
    data: Buffer.from(text).toString('base64'),
  };
}

/** The first event is number 1. Names of types are as in `ActivityTaskScheduled`. */
export function historyOf(name: string, runId: string, told: readonly Told[], start: Fields = {}) {
  const first: Told = [
    'WorkflowExecutionStarted',
    {
      ...{ workflowType: { name }, taskQueue: { name: 'mail' }, originalExecutionRunId: runId, attempt: 1 },
      ...{ identity: 'ada@box', input: payloads({ customer: 7 }), ...start },
    },
  ];
  const events = [first, ['WorkflowTaskStarted', {}, 0.1] as Told, ...told].map(
    ([type, fields = {}, after = 0], at) => ({
      eventId: String(at + 1),
      eventTime: new Date(Number(start.at ?? startedAt) + after * 1_000).toISOString(),
      eventType: type,
      [`${type.slice(0, 1).toLowerCase()}${type.slice(1)}EventAttributes`]: fields,
    }),
  );
  return { events };
}

/** The same in the other spelling of the enums: `EVENT_TYPE_ACTIVITY_TASK_SCHEDULED`. */
export function inLongNames(history: ReturnType<typeof historyOf>) {
  const long = (type: string) => `EVENT_TYPE${type.replace(/[A-Z]/g, letter => `_${letter}`).toUpperCase()}`;
  return { events: history.events.map(event => ({ ...event, eventType: long(event.eventType) })) };
}

const scheduled = (name: string, after: number, input?: unknown): Told => [
  'ActivityTaskScheduled',
  { activityId: '1', activityType: { name }, input: input === undefined ? null : payloads(input) },
  after,
];

const refused = {
  ...{ message: 'the mail provider refused', source: 'GoSDK', stackTrace: 'main.send\n\t/app/mail.go:31' },
  applicationFailureInfo: { type: 'ProviderError', nonRetryable: true },
};

const activityFailed = {
  ...{ message: 'activity error', cause: refused },
  activityFailureInfo: { activityType: { name: 'send-mail' }, activityId: '1' },
};

/** Attempt 3 of an activity failed, and with it the run. */
export const failed = historyOf('signup', 'run-failed', [
  scheduled('send-mail', 0.2, { to: 'ada' }),
  ['ActivityTaskStarted', { scheduledEventId: '3', attempt: 3, lastFailure: refused }, 8],
  ['ActivityTaskFailed', { scheduledEventId: '3', startedEventId: '4', failure: refused }, 9],
  ['WorkflowExecutionFailed', { failure: activityFailed }, 9.5],
]);

export const succeeded = historyOf(
  'signup',
  'run-ok',
  [
    scheduled('send-mail', 0.2),
    ['ActivityTaskStarted', { scheduledEventId: '3', attempt: 1 }, 1],
    ['ActivityTaskCompleted', { scheduledEventId: '3', result: payloads('sent') }, 2],
    ['TimerStarted', { timerId: '6', startToFireTimeout: '3600s' }, 2],
    ['TimerFired', { timerId: '6', startedEventId: '6' }, 3_602],
    ['WorkflowExecutionSignaled', { signalName: 'approve', input: payloads(true) }, 3_603],
    ['StartChildWorkflowExecutionInitiated', { workflowType: { name: 'bill' }, input: payloads(12) }, 3_604],
    [
      'ChildWorkflowExecutionStarted',
      { initiatedEventId: '9', workflowExecution: { workflowId: 'b', runId: 'run-child' } },
      3_605,
    ],
    ['ChildWorkflowExecutionCompleted', { initiatedEventId: '9', result: payloads({ paid: true }) }, 3_606],
    ['WorkflowExecutionCompleted', { result: payloads({ ok: true }) }, 3_607],
  ],
  { at: startedAt - 7_200_000 },
);

export const child = historyOf(
  'bill',
  'run-child',
  [['WorkflowExecutionCompleted', { result: payloads({ paid: true }) }, 1]],
  {
    at: startedAt - 3_595_000,
    parentWorkflowExecution: { workflowId: 'a', runId: 'run-ok' },
    memo: { fields: { team: payload('billing') } },
  },
);

/** It went on when it was exported. */
export const open = historyOf(
  'signup',
  'run-open',
  [['TimerStarted', { timerId: '3', startToFireTimeout: '86400s' }, 1]],
  { at: startedAt - 1_000_000 },
);
