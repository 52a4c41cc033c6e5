import { describe, expect, it, test } from 'vitest';
import { redactText } from '../../../../src/model/text/redact.ts';
import { redactValue } from '../../../../src/model/text/redact-value.ts';
import {
  isSecretKey,
  isSecretParameter,
  mentionsSecret,
} from '../../../../src/model/text/secrets/secret-keys.ts';
import { busyMs } from '../busy-ms.ts';

describe('isSecretKey', () => {
  it.each([
    ...[
      'password',
      'Password',
      'PASSWORD',
      'passwd',
      'passphrase',
      'pwd',
      'DB_PASSWORD',
      'dbPassword',
      'userpassword',
    ],
    ...[
      'secret',
      'secrets',
      'clientSecret',
      'client_secret',
      'CLIENT-SECRET',
      'webhookSecret',
      'token',
      'Token',
    ],
    ...[
      'accessToken',
      'access_token',
      'accesstoken',
      'refreshToken',
      'id_token',
      'SLACK_BOT_TOKEN',
      'githubToken',
    ],
    ...[
      'apiKey',
      'api_key',
      'apikey',
      'x-api-key',
      'X-API-Key',
      'OPENAI_API_KEY',
      'stripe.apiKey',
      'apiKey2',
    ],
    ...[
      'authorization',
      'Authorization',
      'proxy-authorization',
      'cookie',
      'Set-Cookie',
      'cookies',
      'privateKey',
    ],
    ...['private_key', 'secretAccessKey', 'AWS_SECRET_ACCESS_KEY', 'signingKey', 'credential', 'credentials'],
    ...[
      'resumeUrl',
      'resume_url',
      'resumeURL',
      'passwordHash',
      'password_confirmation',
      'tokenValue',
      'jwt',
      'userPass',
    ],
    ...[
      'X-Amz-Security-Token',
      'csrfToken',
      'sessionKey',
      'connectionString',
      'aHTTPToken',
      '--token',
      'AccountKey',
    ],
  ])('takes what is named %s for a secret', key => {
    expect(isSecretKey(key)).toBe(true);
  });

  it.each([
    ...[
      'tokens',
      'inputTokens',
      'output_tokens',
      'tokenCount',
      'maxTokens',
      'max_tokens',
      'tokenizer',
      'totalTokens',
    ],
    ...[
      'nextPageToken',
      'nextToken',
      'continuation_token',
      'key',
      'keys',
      'monkey',
      'primaryKey',
      'keyword',
      'public_key',
    ],
    ...[
      'author',
      'authors',
      'auth',
      'cookieConsentAt',
      'passenger',
      'bypass',
      'compass',
      'passed',
      'secretary',
      'url',
    ],
    ...[
      'tokenType',
      'token_url',
      'PWD',
      'id',
      'value',
      'hash',
      '',
      '__proto__',
      'constructor',
      'toString',
      'idempotencyKey',
    ],
  ])('does not take what is named %j for one', key => {
    expect(isSecretKey(key)).toBe(false);
  });

  it('reads no more than the end of a very long name', () => {
    const long = 'aB'.repeat(500_000);
    const both = () => {
      expect(isSecretKey(long)).toBe(false);
      expect(isSecretKey(`${long}Password`)).toBe(true);
    };
    expect(busyMs(both)).toBeLessThan(1000);
  });
});

describe('isSecretParameter', () => {
  it('knows what addresses call their secrets', () => {
    expect(
      ['token', 'api_key', 'sig', 'X-Amz-Signature', 'key', 'auth'].filter(isSecretParameter),
    ).toHaveLength(6);
    expect(['page', 'q', 'keyword', 'signed', 'id'].filter(isSecretParameter)).toEqual([]);
  });
});

describe('mentionsSecret', () => {
  it.each([
    'token',
    'tokenFile',
    'tokens',
    'myToken',
    'page_token',
    'API_KEY',
    'passwordHint',
    'jwtPath',
    'key',
    'sig',
  ])('finds a secret in %s', name => expect(mentionsSecret(name)).toBe(true));

  it.each(['location', 'insecure', 'target', 'cloud', 'keyboard', 'page', ''])('finds none in %j', name =>
    expect(mentionsSecret(name)).toBe(false),
  );
});

const secret = 'Zq7xKp9m';

test.each([
  [['user', 'ada', 'password', secret]],
  [['Host', 'x.example.com', 'Apikey', secret, 'Accept', '*/*']],
  [['password', secret, 'host', 'db.example.com']],
  [['id', 7, 'pin.token', secret]],
])('in the list %j, in which names and values alternate, the value of a secret is masked', list => {
  expect(JSON.stringify(redactValue(list).value)).not.toContain('Zq7x');
  for (const text of [
    JSON.stringify(list),
    JSON.stringify({ text: JSON.stringify(list) }),
    JSON.stringify(list, null, 2),
  ]) {
    expect(redactText(text)).toMatchObject({ text: expect.not.stringContaining('Zq7x'), hidden: 1 });
  }
});

test.each([
  [['id', 'email', 'password', 'token']],
  [['password', 'email', 'phone', 'name']],
  [['we', 'lost', 'the', 'password', 'and', 'the', 'token', 'too']],
  [['GET', 'token', 'v1', 'path']],
  [['user', 'ada', 'password']],
])('the list %j has names alone, or none, and stays', list => {
  expect(redactValue(list)).toEqual({ value: list, hidden: 0 });
  expect(redactText(JSON.stringify(list))).toEqual({ text: JSON.stringify(list), hidden: 0 });
});
