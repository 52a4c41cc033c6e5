import { expect, test } from 'vitest';
import type { Invocation } from '../../../src/engines/restate/invocation-row.ts';
import { toSuspension } from '../../../src/engines/restate/read-suspensions.ts';

const commands = new Map([
  [1, { completion: 1, kind: 'call' }],
  [2, { completion: 2, kind: 'promise', key: 'decision' }],
  [3, { completion: 3, kind: 'promise' }],
  [4, { completion: 4, kind: 'sleep', wakeAt: 5 }],
] as const);

const named = JSON.stringify({ AllCompleted: [{ Single: { SignalName: 'approved' } }] });

test.each<readonly [what: string, row: Partial<Invocation>, waitingFor: string | undefined]>([
  ['an awakeable', { suspended_waiting_for_signals: [1, 17] }, 'awakeable 1'],
  ['two awakeables', { suspended_waiting_for_signals: [17, 18] }, 'awakeable 1, awakeable 2'],
  ['a signal with a name', { suspended_waiting_future_json: named }, 'signal approved'],
  ['a signal of another kind', { suspended_waiting_for_signals: [3] }, undefined],
  ['a promise', { suspended_waiting_for_completions: [2] }, 'promise decision'],
  ['a promise or a timer', { suspended_waiting_for_completions: [2, 4] }, 'promise decision'],
  ['a promise without a key', { suspended_waiting_for_completions: [3] }, undefined],
  ['a call', { suspended_waiting_for_completions: [1] }, undefined],
  ['a call or a promise', { suspended_waiting_for_completions: [1, 2] }, 'promise decision, a call'],
  ['what is not known, too', { suspended_waiting_for_completions: [2, 9] }, undefined],
])('an invocation that waits for %s names that, where Restate does', (_, row, waitingFor) => {
  const suspended: Invocation = {
    id: 'inv_1',
    target: 'order/o1/run',
    target_service_name: 'order',
    target_handler_name: 'run',
    created_at: 1,
    status: 'suspended',
    invoked_by: 'ingress',
    ...row,
  };
  const suspension = toSuspension(suspended, commands);
  expect([suspension.status, suspension.waitingFor]).toEqual(['waiting', waitingFor]);
});
