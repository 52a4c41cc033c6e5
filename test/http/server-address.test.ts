import { describe, expect, it } from 'vitest';
import { createHttpClient } from '../../src/http/http-client.ts';
import { parseServerAddress } from '../../src/http/server-address.ts';
import { InspectorError } from '../../src/model/errors.ts';

const create = (url: string, token?: string, insecure?: boolean) => () =>
  createHttpClient({ url, token, insecure, env: {} });

function failureOf(act: () => unknown): InspectorError {
  try {
    act();
  } catch (error) {
    if (error instanceof InspectorError) return error;
    throw error;
  }
  throw new Error('it did not fail');
}

describe('the address of a server', () => {
  it.each([
    ['https://runs.example.test', 'https://runs.example.test', ''],
    ['HTTPS://Runs.Example.test:443/base//', 'https://runs.example.test/base', '/base'],
    ['http://[::1]:8080/', 'http://[::1]:8080', ''],
  ])('%s is shown as %s', (url, shown, basePath) => {
    expect(parseServerAddress(url)).toMatchObject({ shown, basePath });
  });

  it.each([
    'runs.example.test',
    'ftp://runs.example.test',
    'https://ada:secret@runs.example.test',
    'https://secret@runs.example.test',
    'https://runs.example.test/?token=secret',
    'https://runs.example.test/#secret',
    '',
  ])('%s is none, and shows no secret', url => {
    const failure = failureOf(create(url));
    expect(failure.kind).toBe('usage');
    expect(`${failure.message} ${failure.hint}`).not.toContain('secret');
  });

  it.each(['http://localhost:1', 'http://127.0.0.3', 'http://[::1]:9', 'https://runs.example.test'])(
    'a token is sent to %s',
    url => {
      expect(create(url, 'rl_a_b')).not.toThrow();
    },
  );

  it.each([
    'http://runs.example.test',
    'http://10.0.0.1',
    'http://localhost.example.test',
    'http://127.0.0.1.example.test',
  ])('a token is not sent to %s, unless that is wanted', url => {
    const failure = failureOf(create(url, 'rl_a_secret'));
    expect(failure.message).toContain('a token is not sent to');
    expect(`${failure.message} ${failure.hint}`).not.toContain('secret');
    expect(create(url, 'rl_a_secret', true)).not.toThrow();
    expect(create(url)).not.toThrow();
  });

  it.each(['', 'a b', 'secret\nx', 'sécret'])('%j is no token', token => {
    const failure = failureOf(create('https://runs.example.test', token));
    expect(failure.kind).toBe('auth');
    expect(failure.message).not.toContain('cret');
  });
});
