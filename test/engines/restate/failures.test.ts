import { describe, expect, it } from 'vitest';
import type { Invocation } from '../../../src/engines/restate/invocation-row.ts';
import { toInvocationSummary } from '../../../src/engines/restate/invocation-row.ts';

const ended: Invocation = {
  id: 'inv_1',
  target: 'orders/place',
  target_service_name: 'orders',
  target_handler_name: 'place',
  invoked_by: 'ingress',
  created_at: 1,
  status: 'completed',
  completion_result: 'failure',
  completion_failure: '[500] the card ending in 4711 was declined',
};

const errorOf = (row: Partial<Invocation>) => toInvocationSummary({ ...ended, ...row }).errorSummary;

describe('failures of Restate', () => {
  it('are grouped by handler, status and masked message', () => {
    const one = errorOf({});
    const failures = [
      errorOf({ completion_failure: '[500] the card ending in 4712 was declined' }),
      errorOf({ completion_failure: '[422] the card ending in 4711 was declined' }),
      errorOf({ target_handler_name: 'refund' }),
    ].map(error => error?.failure === one?.failure);
    expect(one).toMatchObject({ message: 'the card ending in 4711 was declined', code: '500' });
    expect(failures).toEqual([true, false, false]);
  });

  it('have the code of what the message says rather than that of Restate', () => {
    const message = '[500] connect ECONNREFUSED 10.0.0.1:5432';
    const body = '[429] {"error":{"code":"rate_limit_exceeded","message":"Rate limit reached"}}';
    expect(errorOf({ completion_failure: body })?.code).toBe('rate_limit_exceeded');
    expect(errorOf({ completion_failure: message })?.failure).toBe(
      errorOf({ completion_failure: '[500] could not save: connect ECONNREFUSED 10.9.9.9:99' })?.failure,
    );
  });

  it('are of no group while the invocation is retried, which names the failing step', () => {
    const retried = {
      status: 'backing-off',
      completion_result: undefined,
      completion_failure: undefined,
      last_failure: '[500 Internal] the mail server is away\nError: the mail server is away\n    at x',
      last_failure_related_command_name: 'send mail',
    };
    const error = errorOf(retried);
    expect(error).toMatchObject({ message: 'the mail server is away', step: 'send mail', code: '500' });
    expect(error?.failure).toBeUndefined();
  });
});
