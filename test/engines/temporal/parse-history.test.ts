import { describe, expect, it, test } from 'vitest';
import { eventsIn, parseHistory } from '../../../src/engines/temporal/parse-history.ts';
import {
  child,
  failed,
  historyOf,
  inLongNames,
  open,
  payload,
  payloads,
  startedAt,
  succeeded,
  type Told,
} from './made-histories.ts';

const parse = (value: unknown) => parseHistory(eventsIn(value) ?? [], { fileId: 'file' });
const endOf = (...end: Told) => parse(historyOf('signup', 'r', [end]))?.summary;

it('tells a failed run by the failure of its program, the activity that failed, and its last attempts', () => {
  const run = parse(failed);
  expect(run?.summary).toMatchObject({
    ...{ id: 'run-failed', name: 'signup', status: 'failed', actor: 'ada@box', createdAt: startedAt },
    ...{ startedAt: startedAt + 100, finishedAt: startedAt + 9_500, stepCount: 1 },
    errorSummary: { name: 'ProviderError', message: 'the mail provider refused', step: 'send-mail' },
  });
  expect(run?.input).toEqual({ customer: 7 });
  expect(run?.error?.stack).toBe('ProviderError: the mail provider refused\nmain.send\n\t/app/mail.go:31');
  const [activity] = run?.items ?? [];
  expect(activity).toMatchObject({
    name: 'send-mail',
    type: 'action',
    status: 'failed',
    lastStartedAt: startedAt + 8_000,
  });
  expect(activity?.attempts).toMatchObject([{}, { error: { message: 'the mail provider refused' } }]);
  expect(activity?.input?.()).toEqual({ to: 'ada' });
});

it('tells timers as sleeps, signals as hooks, and a child by the id of its run', () => {
  const run = parse(succeeded);
  expect(run?.output).toEqual({ ok: true });
  expect(run?.items.map(({ name, type, status, childId }) => [name, type, status, childId])).toEqual([
    ['send-mail', 'action', 'success', undefined],
    ['timer', 'sleep', 'success', undefined],
    ['signal approve', 'hook', 'success', undefined],
    ['bill', 'workflow', 'success', 'run-child'],
  ]);
  expect(run?.items.map(item => item.output?.())).toEqual(['sent', undefined, undefined, { paid: true }]);
  expect(run?.items.map(item => item.input?.())).toEqual([undefined, undefined, true, 12]);
  expect(parse(child)).toMatchObject({
    summary: { parentId: 'run-ok', trigger: { type: 'workflow' } },
    raw: { memo: { team: 'billing' } },
  });
});

it('does not say that a run goes on which only its history did not see end', () => {
  const run = parse(open);
  expect(run?.summary).toMatchObject({ status: 'unknown', statusLabel: 'Open at export' });
  expect(run?.summary.finishedAt).toBe(startedAt - 1_000_000 + 1_000);
  expect(run?.items).toMatchObject([{ name: 'timer', status: 'unknown' }]);
});

test.each<[string, Told, string, string?]>([
  ['completed', ['WorkflowExecutionCompleted'], 'success'],
  ['timed out', ['WorkflowExecutionTimedOut'], 'failed', 'Timed out'],
  ['canceled', ['WorkflowExecutionCanceled'], 'canceled'],
  ['terminated', ['WorkflowExecutionTerminated', { reason: 'by hand' }], 'canceled', 'Terminated'],
  [
    'continued as new',
    ['WorkflowExecutionContinuedAsNew', { newExecutionRunId: 'next' }],
    'success',
    'Continued',
  ],
])('a run that was %s', (_, end, status, label) => {
  expect(endOf(...end)).toMatchObject({ status });
  expect(endOf(...end)?.statusLabel).toBe(label);
});

test.each<[string, unknown]>([
  ['both spellings of the enums', inLongNames(failed)],
  ['the events alone', failed.events],
  ['a history in what describes it', { history: failed }],
  [
    'times as seconds and nanoseconds',
    withTimes(failed, at => ({ seconds: String(Math.floor(at / 1_000)), nanos: (at % 1_000) * 1e6 })),
  ],
  ['names as in the protocol', snakeCased(failed)],
])('reads %s', (_, value) => {
  expect(parse(value)?.summary).toEqual(parse(failed)?.summary);
});

describe('payloads', () => {
  const resultOf = (result: unknown) =>
    parse(historyOf('a', 'r', [['WorkflowExecutionCompleted', { result }, 1]]))?.output;
  test.each<[string, unknown, unknown]>([
    ['one value', payloads({ a: 1 }), { a: 1 }],
    ['several values', payloads(1, 'b'), [1, 'b']],
    ['null', payloads(null), null],
    ['null, as JSON', { payloads: [{ ...payload('x'), data: 'bnVsbA==' }] }, null],
    [
      'an integer that a number would round',
      { payloads: [{ ...payload('x'), data: 'OTAwNzE5OTI1NDc0MDk5Mw==' }] },
      { $type: 'bigint', value: '9007199254740993' },
    ],
    ['none', null, undefined],
    ['JSON of a message', { payloads: [payload({ a: 1 }, 'json/protobuf')] }, { a: 1 }],
    ['decoded values', [{ a: 1 }], { a: 1 }],
    [
      'an encrypted one, which is named',
      { payloads: [payload('x', 'binary/encrypted')] },
      { encoding: 'binary/encrypted', base64: payload('x').data },
    ],
  ])('%s', (_, result, expected) => {
    expect(resultOf(result)).toEqual(expected);
  });
});

it('reads a history that is cut in the middle, and passes over what it does not know', () => {
  const events = [
    ...failed.events.slice(0, 3),
    { eventId: 'x', eventType: 'Unknown' },
    ...failed.events.slice(4),
  ];
  expect(parse({ events })?.summary).toMatchObject({ status: 'failed', stepCount: 1 });
  expect(parse({ events: failed.events.slice(0, 1) })?.summary.status).toBe('unknown');
});

test.each([
  ['nothing', {}],
  ['other JSON', { events: [1] }],
  ['a tail without its start', failed.events.slice(2)],
  ['null', null],
])('is no history: %s', (_, value) => {
  expect(parse(value)).toBeUndefined();
});

it('names what a worker ran by itself, and says why a workflow task failed', () => {
  const run = parse(
    historyOf('a', 'r', [
      [
        'MarkerRecorded',
        {
          markerName: 'core_local_activity',
          details: { data: payloads({ activity_type: 'lookup' }), result: payloads(3) },
        },
        1,
      ],
      ['MarkerRecorded', { markerName: 'Version' }, 1],
      [
        'WorkflowTaskFailed',
        { cause: 'WORKFLOW_TASK_FAILED_CAUSE_NON_DETERMINISTIC_ERROR', failure: { message: 'changed' } },
        2,
      ],
    ]),
  );
  expect(run?.items.map(item => [item.name, item.output?.()])).toEqual([['lookup', 3]]);
  expect(run?.logs.map(({ message }) => message)).toEqual([
    'workflow task failed, NonDeterministicError: changed',
  ]);
});

it('tells of a local activity when it ran, and which attempt was the last', () => {
  const data = {
    ...{ activity_type: 'lookup', attempt: 3 },
    original_schedule_time: { seconds: startedAt / 1_000 + 1, nanos: 0 },
    complete_time: { seconds: startedAt / 1_000 + 4, nanos: 0 },
  };
  const details = { data: payloads(data), result: payloads(3) };
  const run = parse(
    historyOf('a', 'r', [['MarkerRecorded', { markerName: 'core_local_activity', details }, 5]]),
  );
  const times = { createdAt: startedAt + 1_000, endedAt: startedAt + 4_000 };
  expect(run?.items).toMatchObject([{ name: 'lookup', attempt: 3, status: 'success', ...times }]);
});

it('says which run could not be started, signaled or canceled, and why', () => {
  const started = { workflowType: { name: 'bill' } };
  const gone = { workflowExecution: { workflowId: 'order-7' }, signalName: 'wake' };
  const run = parse(
    historyOf('a', 'r', [
      ['StartChildWorkflowExecutionInitiated', started, 1],
      [
        'StartChildWorkflowExecutionFailed',
        {
          initiatedEventId: '3',
          cause: 'START_CHILD_WORKFLOW_EXECUTION_FAILED_CAUSE_WORKFLOW_ALREADY_EXISTS',
        },
        2,
      ],
      ['SignalExternalWorkflowExecutionInitiated', gone, 3],
      ['SignalExternalWorkflowExecutionFailed', { initiatedEventId: '5', cause: 'NamespaceNotFound' }, 4],
      ['SignalExternalWorkflowExecutionInitiated', gone, 5],
      ['ExternalWorkflowExecutionSignaled', { initiatedEventId: '7' }, 6],
      ['RequestCancelExternalWorkflowExecutionInitiated', gone, 7],
      ['ExternalWorkflowExecutionCancelRequested', { initiatedEventId: '9' }, 8],
    ]),
  );
  expect(run?.items.map(({ name, status, error }) => [name, status, error?.message])).toEqual([
    ['bill', 'failed', 'WorkflowAlreadyExists'],
    ['signal wake to order-7', 'failed', 'NamespaceNotFound'],
    ['signal wake to order-7', 'success', undefined],
    ['cancel order-7', 'success', undefined],
  ]);
});

it('says of a run that was open why its code could not go on, until a task of it was completed', () => {
  const failedBy = (cause: string): Told => [
    'WorkflowTaskFailed',
    { cause: `WORKFLOW_TASK_FAILED_CAUSE_${cause}`, failure: { message: 'changed' } },
    2,
  ];
  const strandedBy = (...told: readonly Told[]) => parse(historyOf('a', 'r', told))?.summary.strandedBy;
  expect(strandedBy(failedBy('NON_DETERMINISTIC_ERROR'))).toBe(
    'workflow task failed, NonDeterministicError: changed',
  );
  expect(strandedBy(failedBy('NON_DETERMINISTIC_ERROR'), ['WorkflowTaskCompleted', {}, 3])).toBeUndefined();
  expect(
    strandedBy(failedBy('NON_DETERMINISTIC_ERROR'), ['WorkflowExecutionTerminated', {}, 3]),
  ).toBeUndefined();
  expect(strandedBy(failedBy('UNHANDLED_COMMAND'))).toBeUndefined();
});

it('names the operation of Nexus in which a run failed, and the failure of its program', () => {
  const cause = { message: 'no funds', applicationFailureInfo: { type: 'Funds' } };
  const nexusOperationExecutionFailureInfo = { service: 'billing', operation: 'charge' };
  const failure = { message: 'operation failed', nexusOperationExecutionFailureInfo, cause };
  expect(endOf('WorkflowExecutionFailed', { failure }, 1)?.errorSummary).toMatchObject({
    ...{ name: 'Funds', message: 'no funds', step: 'billing.charge' },
  });
});

it('says who ended a run and why, and gives up what was open with it', () => {
  const scheduled: Told = ['ActivityTaskScheduled', { activityType: { name: 'wait' } }, 1];
  const ended = parse(
    historyOf('a', 'r', [
      scheduled,
      ['WorkflowExecutionTerminated', { reason: 'stuck, ticket 812', identity: 'ada@ops' }, 9],
    ]),
  );
  expect(ended?.items).toMatchObject([{ name: 'wait', status: 'canceled' }]);
  expect(ended?.cancel).toEqual({
    ...{ requestedAt: startedAt + 9_000, by: 'ada@ops', outcome: 'terminated: stuck, ticket 812' },
  });
  const asked = parse(
    historyOf('a', 'r', [scheduled, ['WorkflowExecutionCancelRequested', { identity: 'bob' }, 2]]),
  );
  expect(asked?.items).toMatchObject([{ name: 'wait', status: 'unknown' }]);
  expect(asked?.cancel).toEqual({ requestedAt: startedAt + 2_000, by: 'bob' });
});

it('passes over an event of a type that has the name of a method', () => {
  const run = parse(historyOf('a', 'r', [['toString', {}, 1]]));
  expect([run?.summary.status, run?.cancel]).toEqual(['unknown', undefined]);
});

it.each(['Error: card declined', 'Error: card declined\n    at pay (/app/pay.ts:3:1)'])(
  'repeats no first line of the stack %j',
  stackTrace => {
    const failure = { message: 'card declined', stackTrace, applicationFailureInfo: { type: 'Error' } };
    expect(parse(historyOf('a', 'r', [['WorkflowExecutionFailed', { failure }, 1]]))?.error?.stack).toBe(
      stackTrace,
    );
  },
);

function withTimes(history: typeof failed, toTime: (at: number) => unknown) {
  return {
    events: history.events.map(event => ({ ...event, eventTime: toTime(Date.parse(event.eventTime)) })),
  };
}

function snakeCased({ events }: typeof failed) {
  const snake = (name: string) => name.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`);
  const keys = (value: object) =>
    Object.fromEntries(Object.entries(value).map(([name, one]) => [snake(name), one]));
  const own = (value: unknown) => (typeof value === 'object' && value !== null ? keys(value) : value);
  return {
    events: events.map(event =>
      keys(Object.fromEntries(Object.entries(event).map(([name, one]) => [name, own(one)]))),
    ),
  };
}
