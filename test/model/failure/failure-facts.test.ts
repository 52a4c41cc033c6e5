import { expect, test } from 'vitest';
import { failureFacts } from '../../../src/model/failure/failure-facts.ts';
import { failureTemplate } from '../../../src/model/failure/failure-template.ts';
import { summarizeFailure } from '../../../src/model/failure/summarize-failure.ts';

const inner = {
  name: 'TypeError',
  message: 'fetch failed',
  code: 'ECONNRESET',
  stack: 'TypeError: fetch failed',
};

const python = `Traceback (most recent call last):
  File "/app/a.py", line 3, in load
    int('x')
ValueError: invalid literal

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "/app/a.py", line 5, in <module>
    except ValueError as e: raise StepFailed('load failed') from e
StepFailed: load failed
`;

const printed = `Error: could not load
    at load (file:///app/a.js:1:1) {
  [cause]: TypeError: terminated
      at fetch (node:internal/deps/undici:1:1)
}`;

test.for([
  [
    'JSON text',
    { message: JSON.stringify({ message: 'load failed', stack: 'x', cause: inner }) },
    'fetch failed',
  ],
  ['a thrown JSON text', { value: JSON.stringify(inner), message: JSON.stringify(inner) }, 'fetch failed'],
  ['a traceback in the message', { message: python }, 'invalid literal'],
  ['only a stack', { stack: `${'java.io.IOException: disk is full'}\n\tat a.B.c(B.java:1)` }, 'disk is full'],
  ['what Node prints of it', { message: 'could not load', stack: printed }, 'terminated'],
  ['a text with its class', { message: 'RangeError [ERR_OUT_OF_RANGE]: too far' }, 'too far'],
  [
    'a thrown object',
    { message: '{"status":40', value: { status: 403, body: { error: 'forbidden' } } },
    'forbidden',
  ],
] as const)('an error that was passed on as %s says what its cause says', ([, error, message]) => {
  expect(failureFacts({ value: undefined, ...error }).message).toBe(message);
});

test('a message that only announces what follows is told by what follows', () => {
  const message = `2 validation errors for Order
lines.0.sku
  Field required [type=missing, input_value={}, input_type=dict]
total
  Input should be a valid integer [type=int_type, input_value='x', input_type=str]
    For further information visit https://errors.example.com/2/v/int_type`;
  expect(failureFacts({ message, value: undefined }).message).toBe(
    'lines.0.sku Field required (missing); total Input should be a valid integer (int_type)',
  );
});

test('an inner exception without a message is shown by its class, not by that of its wrapper', () => {
  const stack =
    'a.StepFailed: load failed\n\tat a.B.c(B.java:1)\nCaused by: java.io.EOFException\n\tat a.D.e(D.java:2)';
  const error = summarizeFailure({
    error: { name: 'a.StepFailed', message: 'load failed', stack, value: undefined },
    name: 'import',
  });
  expect(failureTemplate(error)).toBe('EOFException');
});

const canceled = `Traceback (most recent call last):
  File "/usr/lib/python3.11/asyncio/tasks.py", line 639, in sleep
    return await future
asyncio.exceptions.CancelledError

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "/usr/lib/python3.11/asyncio/timeouts.py", line 98, in __aexit__
    raise TimeoutError from exc_val
TimeoutError
`;

const refused = `Traceback (most recent call last):
  File "/usr/lib/python3.11/urllib/request.py", line 643, in http_error_default
    raise HTTPError(req.full_url, code, msg, hdrs, fp)
urllib.error.HTTPError: HTTP Error 409: Conflict

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "/app/a.py", line 5, in <module>
    raise ApiError(f'{e.code}: {e.read()}') from e
ApiError: 409: {'error': {'code': 'locked', 'message': 'the order is locked', 'retry': None}}
`;

test.for([
  [
    'a timeout, and not the cancel by which it was raised',
    { name: 'TimeoutError', stack: canceled },
    'TimeoutError',
    '',
  ],
  ['what the answer says, and not only its status', { stack: refused }, 'ApiError', 'the order is locked'],
  [
    'what the answer says, where a program printed it',
    {
      message: `Command failed: a\n${refused}`,
      stack: `Error: Command failed: a\n${refused}    at b (c.js:1:1)`,
    },
    'ApiError',
    'the order is locked',
  ],
] as const)('a chain of exceptions is told by %s', ([, error, name, message]) => {
  expect(failureFacts({ value: undefined, ...error })).toMatchObject({ name, message });
});

test('the name that OAuth gives an error is its code', () => {
  const value = { message: 'status code 400', response: { data: { error: 'invalid_grant' } } };
  expect(failureFacts({ message: 'status code 400', value }).code).toBe('invalid_grant');
});

const answer = {
  error: { code: 'no_cost_center', message: { lang: 'en', value: 'cost center 17 does not exist' } },
};

test.for([
  [
    'data of its response',
    'Request failed with status code 400',
    { response: { status: 400, data: answer } },
  ],
  ['a body as text', 'Response code 422 (Unprocessable Entity)', { body: JSON.stringify(answer) }],
  ['a member of any name', 'Ledger API error', { status: 400, payload: answer }],
  [
    'a response beside its request',
    'Bad Request',
    { response: { req: { body: 'a b' }, text: '', body: answer } },
  ],
] as const)('a call that failed is told by what the service answered, kept as %s', ([, message, members]) => {
  const value = { $type: 'Error', name: 'Error', message, ...members };
  expect(failureFacts({ name: 'Error', message, value })).toMatchObject({
    message: 'cost center 17 does not exist',
    code: 'no_cost_center',
  });
});

test('an answer does not replace a message that says what happened', () => {
  const value = { $type: 'Error', status: 402, body: { message: 'see the manual' } };
  expect(failureFacts({ message: 'the card was declined by the bank', value }).message).toBe(
    'the card was declined by the bank',
  );
});

const ruby = `app/rates.rb:88:in \`perform': job 7 failed (JobFailed)
\tfrom app/job.rb:14:in \`call'
app/rates.rb:19:in \`fetch': no rate for EUR (RateError)
\tfrom app/rates.rb:88:in \`perform'`;

const php = `RateError: no rate for EUR in /srv/app/Rates.php:18
Stack trace:
#0 {main}

Next RuntimeException: Job 7 failed in /srv/app/Job.php:19
Stack trace:
#0 {main}`;

test.for([
  ['Ruby', { name: 'JobFailed', message: 'job 7 failed', stack: ruby }],
  ['PHP', { name: 'RuntimeException', message: 'Job 7 failed', stack: php }],
] as const)('an exception of %s is told by the innermost one that its stack prints', ([, error]) => {
  expect(failureFacts({ value: undefined, ...error })).toMatchObject({
    name: 'RateError',
    message: 'no rate for EUR',
  });
});

test.each([
  'send-mail: no route to host 7',
  'worker larch: send-mail: no route to host 8',
  'Unable to finish send-mail (1029). no route to host 9',
  'retry 2/5 of 17 failed - no route to host 7',
  '[larch-3] no route to host 7',
])('whoever names the step or the work before a message does not split its group: %s', message => {
  const groupOf = (text: string) =>
    summarizeFailure({ error: { message: text, value: undefined }, step: 'send-mail', name: 'shop' }).failure;
  expect(groupOf(message)).toBe(groupOf('no route to host 7'));
});

test('output whose first line tells of no failure is told by the line with a label', () => {
  const message = 'Compiling ledger v1.2.0\n    Checking rates\nerror[E0382]: borrow of moved value: `lines`';
  expect(failureFacts({ message, value: undefined }).message).toBe(
    'error[E0382]: borrow of moved value: `lines`',
  );
});
