import { expect, it } from 'vitest';
import { isDatabaseAddress } from '../../src/engines/database-address.ts';

it.each([
  'postgres://ada:pw@db.example.com:5432/runs',
  'postgres://ada:p%40s%2Fs@db/runs#jobs',
  'POSTGRES://db',
  'postgres:///runs?host=/tmp',
  'postgres://ada%40server:pw@db/runs?user=a@b',
])('%s is the address of a database', text => {
  expect(isDatabaseAddress(text, ['postgres'])).toBe(true);
});

it.each([
  ['a slash in its password', 'postgres://ada:12/34@db/runs'],
  ['a slash after an @ in its password', 'postgres://ada:p@12/34@db/runs'],
  ['a hash in its password', 'postgres://ada:12#34@db/runs'],
  ['a question mark in its password', 'postgres://ada:12?34@db/runs'],
  ['a percent sign in its password', 'postgres://ada:1%@db/runs'],
  ['a percent sign in its path', 'postgres://db/%zz'],
  ['another protocol', 'mysql://db/runs'],
  ['no protocol', 'db/runs'],
])('an address with %s is none: a part of the password would be shown as its place', (_, text) => {
  expect(isDatabaseAddress(text, ['postgres'])).toBe(false);
});
