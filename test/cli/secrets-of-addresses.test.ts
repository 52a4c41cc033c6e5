import { describe, expect, it } from 'vitest';
import { runCli } from './run-cli.ts';

/** Addresses as they are written, and as they are mistyped: nobody answers at any of them. */
const addresses = [
  'postgres://ada:s3cret@127.0.0.1:1/db',
  'postgres://ada:s3cret@127.0.0.1:1/db?password=s3cret',
  'postgres://ada:1,s3cret@127.0.0.1:1/db',
  'postgres://ada:12#s3cret@127.0.0.1:1/db',
  'postgres://ada:12/s3cret@127.0.0.1:1/db',
  'postgres://ada:12?s3cret@127.0.0.1:1/db',
  'postgres://ada:s3cret@127.0.0.1:1/%zz',
  'postgres:ada:s3cret@127.0.0.1:1/db',
  'pg-boss:postgres://ada:s3cret@127.0.0.1:1/db#jobs',
  'pg-boss:postgres://ada:12#s3cret@127.0.0.1:1/db',
  'pg-boss:ada:s3cret@127.0.0.1:1',
  'redis://:s3cret@127.0.0.1:1/2',
  'redis://ada:12#s3cret@127.0.0.1:1',
  'mysql://ada:s3cret@127.0.0.1:1',
  'ada:s3cret@127.0.0.1:1/db',
];

describe.each(addresses)('the password in %s', address => {
  it.each([
    ['an argument', ['targets', 'test', address, '--json'], {}],
    ['RUNLENS_TARGET', ['targets', 'test', '--json'], { RUNLENS_TARGET: address }],
    ['a list', ['targets', '--json', '--target', address], {}],
    ['a list of runs', ['history', 'list', '--json', '--target', address], {}],
    [
      'one of several',
      ['targets', 'test', '--json', '--target', `${address},restate:http://127.0.0.1:1`],
      {},
    ],
  ])('is not printed as %s', async (_, argv, env) => {
    const { out, err } = await runCli(argv, { files: {}, env, store: 'real' });
    expect(out + err).not.toContain('s3cret');
    expect(out + err).not.toBe('');
  });
});
