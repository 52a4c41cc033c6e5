import { expect, it } from 'vitest';
import { describeError } from '../../../src/model/report/describe-error.ts';

it.each([
  [{ name: 'TypeError', message: 'no such thing' }, 'TypeError: no such thing'],
  [{ name: 'TypeError', message: 'TypeError: no such thing' }, 'TypeError: no such thing'],
  [{ message: 'no such thing', code: '404' }, 'no such thing'],
  [{ name: 'TypeError', message: '' }, 'TypeError'],
  [{ name: '', message: '', code: '409' }, 'code 409'],
  [{ message: '' }, 'an error without a message'],
  [{}, ''],
])('of %j says %j', (error, said) => {
  expect(describeError(error)).toBe(said);
});
