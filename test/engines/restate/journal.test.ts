import { describe, expect, it } from 'vitest';
import { toSteps, toTrace } from '../../../src/engines/kit/work-items.ts';
import { parseFailure, toInvocationSummary } from '../../../src/engines/restate/invocation-row.ts';
import { decodePayload, readJournal, toFailureEvent } from '../../../src/engines/restate/journal.ts';
import { toJournalItems } from '../../../src/engines/restate/journal-items.ts';
import { toWork } from '../../../src/engines/restate/read-invocation.ts';

const bytesOf = (text: string) => [...new TextEncoder().encode(text)];

describe('a payload', () => {
  it.each([
    ['JSON', bytesOf('{"a":[1,null,"é"]}'), { a: [1, null, 'é'] }],
    ['half of a surrogate pair', bytesOf('"\\ud83d"'), '\ud83d'],
    [
      'a whole number that a number would round',
      bytesOf('{"n":12345678901234567890}'),
      { n: { $type: 'bigint', value: '12345678901234567890' } },
    ],
    ['a negative zero', bytesOf('-0'), -0],
    ['null', bytesOf('null'), null],
    ['text that is no JSON', bytesOf('hello {'), 'hello {'],
    ['bytes that are no text', [255, 254, 0], { $type: 'Uint8Array', bytes: 3, base64: '//4A' }],
    ['nothing', [], undefined],
    ['something else', 'text', undefined],
    ['numbers that are no bytes', [256], undefined],
  ])('is %s', (_, bytes, value) => {
    expect(decodePayload(bytes)).toEqual(value);
  });
});

it.each([
  ['[422] no such account', { code: '422', message: 'no such account' }],
  ['[500 Internal] it broke\n    at once', { code: '500', message: 'it broke\n    at once' }],
  ['[409] [nested] brackets', { code: '409', message: '[nested] brackets' }],
  ['it broke', { message: 'it broke' }],
  ['[] it broke', { message: '[] it broke' }],
])('reads the failure %j', (text, failure) => {
  expect(parseFailure(text)).toEqual(failure);
});

describe('a journal', () => {
  const row = {
    id: 'inv_1a',
    target: 'order/run',
    target_service_name: 'order',
    target_handler_name: 'run',
    target_service_key: undefined,
    invoked_by: 'ingress',
    invoked_by_id: undefined,
    invoked_by_target: undefined,
    created_at: 0,
    modified_at: 9,
    running_at: 0,
    completed_at: 10,
    status: 'completed',
    completion_result: 'success',
    completion_failure: undefined,
    journal_commands_size: 3,
    retry_count: undefined,
    next_retry_at: undefined,
    last_failure: undefined,
    last_failure_related_command_name: undefined,
    suspended_waiting_for_completions: undefined,
    suspended_waiting_for_signals: undefined,
    suspended_waiting_future_json: undefined,
  };
  const stepsOf = async (entries: readonly unknown[]) => {
    const journal = await readJournal(entries.map((entry, index) => ({ index, at: index, entry })));
    return toSteps({ items: await toJournalItems(row, journal, []) });
  };

  it('keeps unknown commands, under Restate’s word', async () => {
    const steps = await stepsOf([{ Command: { Dream: { name: 'of sheep' } } }, { Command: { Dream: {} } }]);
    expect(steps).toMatchObject([
      { type: 'dream', name: 'of sheep', status: 'success' },
      { type: 'dream', name: 'Dream', status: 'success' },
    ]);
  });

  it('names actions on other invocations, and has immediate outcomes', async () => {
    const other = 'inv_1bbbb';
    const steps = await stepsOf([
      { Command: { SendSignal: { target_invocation_id: other, signal_id: { Index: 1 }, result: 'Void' } } },
      { Command: { AttachInvocation: { target: { InvocationId: other }, completion_id: 4 } } },
      { Command: { GetEagerState: { key: 'stage', result: { Success: bytesOf('"done"') } } } },
      { Command: { GetEagerStateKeys: { state_keys: ['a'] } } },
      { Command: { CompleteAwakeable: { id: 'sign_1', result: { Success: bytesOf('7') } } } },
      { Command: { CompletePromise: { key: 'x', value: { Failure: { code: 500, message: 'no' } } } } },
    ]);
    expect(steps.map(step => [step.name, step.type, step.input, step.output])).toEqual([
      [`cancel ${other}`, 'signal', undefined, undefined],
      [`attach to ${other}`, 'workflow', undefined, undefined],
      ['get stage', 'state', undefined, 'done'],
      ['list keys', 'state', undefined, ['a']],
      ['complete awakeable sign_1', 'signal', 7, undefined],
      ['reject promise x', 'signal', { code: 500, message: 'no' }, undefined],
    ]);
  });

  it('is read past entries that cannot be parsed', async () => {
    const odd = [undefined, null, 7, 'text', [], {}, { Command: 7 }, { Command: {} }, { Notification: {} }];
    expect(await stepsOf(odd)).toMatchObject([{ name: 'unknown', type: 'unknown' }]);
    const more = [
      { Notification: { Completion: { Run: { completion_id: 'x' } } } },
      { Notification: { Signal: { id: { Index: 'x' } } } },
      { Event: {} },
    ];
    expect(await stepsOf(more)).toEqual([]);
  });

  it('is queued from the time for which it was scheduled', () => {
    const due = row.created_at + 2_000;
    expect(toInvocationSummary({ ...row, scheduled_start_at: due }).queuedAt).toBe(due);
    expect(toInvocationSummary(row).queuedAt).toBe(row.created_at);
  });

  it('treats words such as "constructor" as unknown words', async () => {
    const steps = await stepsOf([{ Command: { toString: {} } }, { Command: { valueOf: { key: 'x' } } }]);
    expect(steps.map(step => [step.name, step.type])).toEqual([
      ['toString', 'tostring'],
      ['valueOf x', 'valueof'],
    ]);
    const summary = toInvocationSummary({ ...row, invoked_by: 'constructor' });
    expect(summary.trigger.label).toBe('constructor');
  });

  it('shows a sleep that ends beyond the range of a date', async () => {
    const sleep = { Command: { Sleep: { wake_up_time: 9e15, completion_id: 1, name: '' } } };
    const items = await toJournalItems(row, await readJournal([{ index: 0, at: 0, entry: sleep }]), []);
    const { spans } = await toTrace(toInvocationSummary(row), toWork(row, { items, failures: [] }));
    expect(spans.find(({ kind }) => kind === 'sleep')?.attributes).toEqual({ command: 'Sleep' });
  });

  it('ends unfinished steps when the run has ended', async () => {
    const sleep = { Command: { Sleep: { wake_up_time: 99, completion_id: 1, name: '' } } };
    expect(await stepsOf([sleep])).toMatchObject([{ name: 'sleep', status: 'canceled', finishedAt: 10 }]);
  });

  it('has the result of an awakeable', async () => {
    const signal = (id: unknown, result: unknown) => ({ Notification: { Signal: { id, result } } });
    expect(
      await stepsOf([
        signal({ Index: 17 }, { Success: bytesOf('"yes"') }),
        signal({ Name: 'go' }, { Failure: { code: 500, message: 'no' } }),
        signal({ Index: 1 }, 'Void'),
      ]),
    ).toMatchObject([
      { name: 'awakeable 1', type: 'hook', status: 'success', output: 'yes' },
      { name: 'signal go', type: 'hook', status: 'failed', error: { message: 'no', code: '500' } },
    ]);
  });

  it('keeps commands of the same time in order, also in the trace', async () => {
    const entries = Array.from({ length: 12 }, (_, index) => ({
      index,
      at: 5,
      entry: { Command: { Run: { name: `step ${index}`, completion_id: index } } },
    }));
    const items = await toJournalItems(row, await readJournal(entries), []);
    const { spans } = await toTrace(toInvocationSummary(row), toWork(row, { items, failures: [] }));
    const names = entries.map((_, index) => `step ${index}`);
    expect(spans.map(({ name }) => name).filter(name => name.startsWith('step'))).toEqual(names);
  });

  it('does not count a failure after a step has ended as an attempt of it', async () => {
    const journal = await readJournal([
      { index: 0, at: 0, entry: { Command: { Input: {} } } },
      { index: 1, at: 5, entry: { Command: { Run: { name: 'late', completion_id: 1 } } } },
      { index: 2, at: 6, entry: { Notification: { Completion: { Run: { completion_id: 1 } } } } },
    ]);
    const trouble = toFailureEvent({
      appended_at: 8,
      event_type: 'TransientError',
      event_json: '{"error_message":"busy","related_command_index":1}',
    });
    const steps = await toSteps({ items: await toJournalItems(row, journal, [trouble]) });
    expect(steps.map(step => [step.attempt, step.startedAt, step.finishedAt])).toEqual([[1, 5, 6]]);
  });
});
