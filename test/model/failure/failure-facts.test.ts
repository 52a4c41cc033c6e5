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
