import { describe, expect, it } from 'vitest';
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
