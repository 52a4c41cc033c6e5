import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redactLeaf, redactText } from '../../../src/model/text/redact.ts';
import { redactValue } from '../../../src/model/text/redact-value.ts';
import { isSecretMember } from '../../../src/model/text/secrets/secret-keys.ts';
import { someOf, trials } from '../../trials.ts';
import { busyMs } from './busy-ms.ts';

const m = '••••••';
const jwt = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl';
const pem = '-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA\nabc/+=\n-----END RSA PRIVATE KEY-----';
/** Put together here, so that no scanner takes this file for a leak. */
const shaped = [
  ['sk', '-proj-abcdefghijklmnop1234'],
  ['sk_', 'live_abcdefgh12345678'],
  ['gh', 'p_abcdefghijklmnopqrstuvwxyz0123456789'],
  ['github', '_pat_11ABCDEFG0123456789_abcdef'],
  ['AKIA', 'IOSFODNN7EXAMPLE'],
  ['xox', 'b-123456789012-abcdefghijkl'],
  ['AIza', 'SyA1234567890abcdefghijklmnopqrstuv'],
  ['glpat', '-abcdefghij0123456789'],
  ['npm', '_abcdefghijklmnopqrstuvwxyz0123456789'],
  ['SG', '.abcdefghijklmnop.abcdefghijklmnop'],
].map(parts => parts.join(''));

describe('redactText', () => {
  it.each([
    ['Authorization: Bearer abc.def', `Authorization: ${m}`],
    ['sent Bearer abc123def to x', `sent Bearer ${m} to x`],
    ['bearer abcdefgh', `bearer ${m}`],
    ['Basic dXNlcjpodW50ZXIy', `Basic ${m}`],
    [`token ${jwt} expired`, `token ${m} expired`],
    ['GET https://x.io/hook?token=abc&page=2', `GET https://x.io/hook?token=${m}&page=2`],
    ['https://x.io/?page=2&api_key=abc#top', `https://x.io/?page=2&api_key=${m}#top`],
    ['https://x.io/a?access_token=a%20b&sig=c', `https://x.io/a?access_token=${m}&sig=${m}`],
    ['https://x.io/a?X-Amz-Signature=abc&key=AB', `https://x.io/a?X-Amz-Signature=${m}&key=${m}`],
    ['postgres://ada:hunter2@db:5432/x', `postgres://ada:${m}@db:5432/x`],
    ['redis://:p@ss@host', `redis://:${m}@host`],
    ['https://x-access-token:abc@github.com/a/b', `https://x-access-token:${m}@github.com/a/b`],
    ['password=hunter2', `password=${m}`],
    ['password = "hun ter2", user=ada', `password = "${m}", user=ada`],
    ["{ apiKey: 'abc', id: 1 }", `{ apiKey: '${m}', id: 1 }`],
    ['{"password":"x","user":"ada"}', `{"password":"${m}","user":"ada"}`],
    ['{"password":"a\\"b","user":"ada"}', `{"password":"${m}","user":"ada"}`],
    ['{"password":"a\\\\","user":"ada"}', `{"password":"${m}","user":"ada"}`],
    ['{"password":12345}', `{"password":"${m}"}`],
    ['{"password" : "x"}', `{"password" : "${m}"}`],
    ['{\\"password\\":\\"x\\",\\"user\\":\\"ada\\"}', `{\\"password\\":\\"${m}\\",\\"user\\":\\"ada\\"}`],
    ['{"body":"{\\"token\\":\\"a\\\\\\"b\\"}","id":1}', `{"body":"{\\"token\\":\\"${m}\\"}","id":1}`],
    ['{"password":"never closed', `{"password":"${m}`],
    ['{"body":"{\\"token\\":\\"cut off","id":1}', `{"body":"{\\"token\\":\\"${m}","id":1}`],
    ['X-Api-Key: abc\nHost: x', `X-Api-Key: ${m}\nHost: x`],
    ['Cookie: token=a; api_key=b', `Cookie: ${m}`],
    ['Cookie: a=b; c=d\nHost: x', `Cookie: ${m}\nHost: x`],
    ['curl -H "Authorization: Token abc" https://x', `curl -H "Authorization: ${m}" https://x`],
    ['deploy --token abc --region eu', `deploy --token ${m} --region eu`],
    ['deploy --api-key=abc', `deploy --api-key=${m}`],
    ['DB_PASSWORD=a SLACK_TOKEN=b', `DB_PASSWORD=${m} SLACK_TOKEN=${m}`],
    ['client_secret => "abc"', `client_secret => "${m}"`],
    ['token: Bearer abc def', `token: ${m} def`],
    ['private_key: -----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----', `private_key: ${m}`],
    ['token: abc, next', `token: ${m}, next`],
    ['password=hunter2\\nnext line', `password=${m}\\nnext line`],
    [`key:\n${pem}\nend`, `key:\n${m}\nend`],
    ['-----BEGIN PRIVATE KEY-----\ncut', m],
    ['https://discord.com/api/webhooks/123/abc ok', `https://discord.com/api/webhooks/123/${m} ok`],
    ['connection_string=abc', `connection_string=${m}`],
    ['[["host","a"],["password","abc"]]', `[["host","a"],["password","${m}"]]`],
    ['["run","--password","abc","-v"]', `["run","--password","${m}","-v"]`],
    ["[ 'Host', 'a', 'X-Vault-Token', 'abc' ]", `[ 'Host', 'a', 'X-Vault-Token', '${m}' ]`],
    ['{"parameter":"api_key","value":"abc"}', `{"parameter":"api_key","value":"${m}"}`],
    [
      '{"a":"\\u001b]8;;https://x.io/?q=token%3Dabc\\u0007link"}',
      `{"a":"\\u001b]8;;https://x.io/?q=token%3D${m}\\u0007link"}`,
    ],
    ["[[ 'apiKey', 'abc", `[[ 'apiKey', '${m}`],
    ["[ [ 'host', 'a' ], [ 'apiKey', 'abc' ] ]", `[ [ 'host', 'a' ], [ 'apiKey', '${m}' ] ]`],
    ['<add key="dbPassword" value="abc"/>', `<add key="dbPassword" value="${m}"/>`],
    ['<input name="token" type="text" value="abc">', `<input name="token" type="text" value="${m}">`],
    ['**password**: `abc`', `**password**: \`${m}\``],
    ['password:\n  abc45678\nb: 2', `password:\n  ${m}\nb: 2`],
    ['\x1b]8;;https://x.io/?q=token%3Dabc\x07link', `\x1b]8;;https://x.io/?q=token%3D${m}\x07link`],
    ['resumeUrl: https://x.io/r/abc', `resumeUrl: ${m}`],
    ['{"resume_url":"https://x.io/r/abc"}', `{"resume_url":"${m}"}`],
    ['https://hooks.slack.com/services/T0/B0/abc ok', `https://hooks.slack.com/services/${m} ok`],
    ...shaped.map((key): [string, string] => [`with ${key}.`, `with ${m}.`]),
  ])('masks %j', (text, expected) => {
    const { text: shown, hidden } = redactText(text);
    expect(shown).toBe(expected);
    expect(hidden).toBe(expected.split(m).length - 1);
  });

  it.each([
    '',
    'TimeoutError: mail provider did not answer in 3000 ms',
    'Unexpected token: } in JSON at position 3',
    'Unexpected token < in JSON',
    'password is required',
    'password: required',
    'token: null',
    'maxTokens: 100, inputTokens=5, tokens: 3',
    'Basic authentication failed',
    'needs a Bearer token',
    'bearer authentication is required',
    'https://x.io/a?page=2&keyword=b',
    'https://x.io:8080/a@b',
    'mail ada@example.com: sent',
    'task-abcdefghijklmnopqrstuvwxyz',
    'risk-abcdefghijklmnopqrstuvwxyz',
    'at Token::parse (token.js:12:5)',
    'secret://vault/db',
    'if (token === undefined)',
    '{"password":null,"secret":{"a":true},"token":true,"cookies":[]}',
    '{"password":""}',
    'PWD=/home/ada',
    'eyJ is how tokens start',
    'pass: 12, fail: 0',
    '["run","--token","--verbose"]',
    '["X-Request-Id","abc"]',
    'cookies: 3, secrets=2',
    'credentials: include',
    'arn:aws:secretsmanager:us-east-1:123:secret:prod/db',
    'set OPENAI_API_KEY=sk-… first',
    'required: ["password", "email"]',
    'missing token:\n    at parse (a.js:1:2)',
    'tokens:\n  - abc45678',
  ])('leaves %j as it is', text => {
    expect(redactText(text)).toEqual({ text, hidden: 0 });
  });

  it.each([
    ...[
      'password',
      'passwd',
      'pwd',
      'userPass',
      'passphrase',
      'passcode',
      'clientSecret',
      'token',
      'x-api-key',
      'apikey',
    ],
    ...[
      'privateKey',
      'AccountKey',
      'sharedKey',
      'sessionKey',
      'credential',
      'AUTHORIZATION',
      'cookies',
      'jwt',
      'resume.url',
    ],
    ...['connection-string', 'resumeURLs', 'accesstoken', 'master_key', 'TOKEN_VALUE', 'passwordHash'],
  ])('masks what %s is set to', name => {
    for (const text of [
      `${name}=abc12`,
      `"${name}": "abc12"`,
      `${name}: abc12`,
      `--${name} abc12`,
      `?${name}=abc12`,
    ]) {
      expect(redactText(text).text).not.toContain('abc12');
    }
  });

  it('finds nothing more the second time', () => {
    const part = fc.constantFrom(
      ...[
        'password',
        'token',
        'Authorization',
        'cookie',
        'api_key',
        '=',
        ': ',
        '"',
        '\\"',
        "'",
        ',',
        '&',
        '?',
        '{',
        '}',
      ],
      ...[
        'Bearer ',
        'Basic dXNlcjpodW50ZXIy',
        'https://',
        'a:b@',
        'abc',
        ' ',
        '\n',
        '\\',
        '--token ',
        jwt,
        m,
        ...shaped,
      ],
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 15 }), parts => {
        const once = redactText(parts.join(' ')).text;
        expect(redactText(once)).toEqual({ text: once, hidden: 0 });
      }),
      { numRuns: trials(5000) },
    );
  });

  it('lets no secret through, whatever stands around it', () => {
    const secret = 'hunter2hunter2';
    const holder = fc.constantFrom<(value: string) => string>(
      value => `password=${value}`,
      value => JSON.stringify({ a: 1, password: value, b: 'x' }),
      value => JSON.stringify({ body: JSON.stringify({ apiKey: value }) }),
      value => JSON.stringify(JSON.stringify({ body: JSON.stringify({ token: value }) })),
      value => `https://x.io/a?b=c&token=${value}&d=e`,
      value => `https://ada:${value}@x.io/`,
      value => `Authorization: Bearer ${value}`,
      value => `curl --password '${value}'`,
      value => `Set-Cookie: sid=${value}; Path=/`,
    );
    fc.assert(
      fc.property(holder, fc.string(), fc.string(), (hold, before, after) => {
        expect(redactText(`${before} ${hold(secret)} ${after}`).text).not.toContain(secret);
      }),
      { numRuns: trials(3000) },
    );
  });

  it('masks a text whole that is too long to be searched', () => {
    expect(redactText(`token=${'x'.repeat(40_000_000)}`)).toEqual({ text: m, hidden: 1 });
  });

  const megabytes = [
    ['names', 'token'.repeat(200_000)],
    ['names with dots', 'token.'.repeat(170_000)],
    ['names without values', 'token: '.repeat(140_000)],
    ['assignments', 'token=a '.repeat(125_000)],
    ['quotes', 'token="'.repeat(140_000)],
    ['backslashes', `token${'\\'.repeat(1_000_000)}`],
    ['backslashes in a value', `token="${'\\'.repeat(1_000_000)}`],
    ['escaped quotes', `token="${'\\"'.repeat(500_000)}`],
    ['blanks', `token${' '.repeat(1_000_000)}=`],
    ['starts of web tokens', 'eyJ'.repeat(333_000)],
    ['parts of web tokens', 'eyJaaaaaa.'.repeat(100_000)],
    ['web tokens', `${jwt} `.repeat(18_000)],
    ['starts of private keys', '-----BEGIN PRIVATE KEY-----'.repeat(37_000)],
    ['hyphens', `token${'-'.repeat(1_000_000)}`],
    ['schemes', 'token://'.repeat(125_000)],
    ['addresses', 'a://b:c'.repeat(140_000)],
    ['scheme letters', `token${'a.+-'.repeat(250_000)}`],
    ['colons', `a://${':'.repeat(1_000_000)}token`],
    ['at signs', `a://b:${'@'.repeat(1_000_000)}`],
    ['bearers', 'Bearer '.repeat(140_000)],
    ['basics', `Basic ${'a'.repeat(1_000_000)}`],
    ['keys that are too short', 'sk-abc '.repeat(140_000)],
    ['key prefixes', 'sk-'.repeat(333_000)],
    ['mail keys', 'SG.abcdefghijklmnopq'.repeat(50_000)],
    ['one word', `token ${'x'.repeat(1_000_000)}`],
    ['options', '--token '.repeat(125_000)],
    ['parameters', '?token=&'.repeat(125_000)],
    ['percent-encoded bytes', '%e2'.repeat(333_000)],
    ['percent signs encoded again and again', `%${'25'.repeat(500_000)}`],
    ['character references', '&#65;'.repeat(200_000)],
    ['escapes of JSON', '\\u0041'.repeat(166_000)],
    ['style sequences', '\x1b[31mkey'.repeat(125_000)],
    ['invisible characters', 'key=\u200b'.repeat(200_000)],
    ['backspaces', 'key\b'.repeat(250_000)],
    ['containers', 'secret:{"a",'.repeat(83_000)],
    ['parts of a text', `token='a'${" + 'b'".repeat(166_000)}`],
    ['doubled quotes', `token='${"''".repeat(500_000)}`],
    ['blocks of lines', 'token: |\n  a\n'.repeat(76_000)],
    ['elements', '<password a '.repeat(83_000)],
    ['commands', `curl ${'-u a '.repeat(200_000)}`],
    ['members with names', '"name":"cookie",'.repeat(62_000)],
    ['cookies with quotes', `cookie: ${'="'.repeat(500_000)}`],
  ] as const;

  it.each(someOf(megabytes, 8))('takes linear time for a megabyte of %s', (_, text) => {
    expect(busyMs(() => redactText(text))).toBeLessThan(5000);
  });
});

describe('redactLeaf', () => {
  it('masks by name, by what is around it, and by what it says', () => {
    expect(redactLeaf('password', 'x')).toEqual({ value: m, hidden: 1 });
    expect(redactLeaf('pin', 1234, true)).toEqual({ value: m, hidden: 1 });
    expect(redactLeaf('password', 1234)).toEqual({ value: m, hidden: 1 });
    expect(redactLeaf(undefined, 'Bearer abcdef')).toEqual({ value: `Bearer ${m}`, hidden: 1 });
    expect(redactLeaf('resumeUrl', 'https://x.io/r/abc')).toEqual({ value: m, hidden: 1 });
  });

  it('leaves what tells nothing', () => {
    for (const value of [null, true, false, '', undefined, m]) {
      expect(redactLeaf('password', value)).toEqual({ value, hidden: 0 });
    }
    expect(redactLeaf('pass', 12)).toEqual({ value: 12, hidden: 0 });
    expect(redactLeaf('count', 3)).toEqual({ value: 3, hidden: 0 });
  });
});

describe('isSecretMember', () => {
  it('knows a member by its own name or by the name beside it', () => {
    expect(isSecretMember({ token: {} }, 'token')).toBe(true);
    expect(isSecretMember({ name: 'Authorization', value: 'x' }, 'value')).toBe(true);
    expect(isSecretMember({ key: 'x-api-key', value: 'x' }, 'value')).toBe(true);
    expect(isSecretMember({ name: 'Accept', value: 'x' }, 'value')).toBe(false);
    expect(isSecretMember({ field: 'password', oldValue: 'x' }, 'oldValue')).toBe(true);
    expect(isSecretMember({ variable: 'API_KEY', value: 'x' }, 'value')).toBe(true);
    expect(isSecretMember(['Host', 'a', 'X-Vault-Token', 'x'], '3')).toBe(true);
    expect(isSecretMember(['run', '--password', 'x', '-v'], '2')).toBe(true);
    expect(isSecretMember(['run', '--password', '--verbose'], '2')).toBe(false);
    expect(isSecretMember(['run', '--output', 'x'], '2')).toBe(false);
    expect(isSecretMember(['Cookie', 'x'], '1')).toBe(true);
    expect(isSecretMember(['Cookie', 'x'], '0')).toBe(false);
    expect(isSecretMember(['token', 'usage', 'x'], '1')).toBe(false);
  });
});

describe('redactValue', () => {
  it('masks what is secret, at any depth, and counts it', () => {
    const value = {
      user: { name: 'ada', password: 'x' },
      headers: [
        ['Authorization', 'abc'],
        ['Accept', 'json'],
      ],
      env: [{ name: 'API_KEY', value: 'k' }],
      credentials: { id: 'a', nested: ['b', 3, null, true] },
      url: 'https://x.io/?token=abc',
      tokens: 12,
    };
    expect(redactValue(value)).toEqual({
      value: {
        user: { name: 'ada', password: m },
        headers: [
          ['Authorization', m],
          ['Accept', 'json'],
        ],
        env: [{ name: 'API_KEY', value: m }],
        credentials: { id: m, nested: [m, m, null, true] },
        url: `https://x.io/?token=${m}`,
        tokens: 12,
      },
      hidden: 7,
    });
  });

  it('copies nothing that needs no change', () => {
    const same = { a: [1, { b: 'x' }] };
    const value = { same, list: [same, { password: 'x' }] };
    const { value: shown } = redactValue(value);
    expect(redactValue(same).value).toBe(same);
    expect(shown).toEqual({ same, list: [same, { password: m }] });
    expect((shown as typeof value).same).toBe(same);
    expect((shown as typeof value).list[0]).toBe(same);
    expect(value.list[1]).toEqual({ password: 'x' });
  });

  it('masks a text that stands alone', () => {
    expect(redactValue('password=x')).toEqual({ value: `password=${m}`, hidden: 1 });
    expect(redactValue(undefined)).toEqual({ value: undefined, hidden: 0 });
    expect(redactValue(3)).toEqual({ value: 3, hidden: 0 });
  });

  it('keeps a member that is named like a prototype', () => {
    const value: unknown = JSON.parse('{"__proto__":{"password":"x"},"token":"y"}');
    expect(JSON.stringify(redactValue(value).value)).toBe(`{"__proto__":{"password":"${m}"},"token":"${m}"}`);
    expect(({} as { password?: string }).password).toBeUndefined();
  });

  it('goes as deep as a payload does', () => {
    const deep: unknown = JSON.parse(`${'['.repeat(100_000)}{"token":"x"}${']'.repeat(100_000)}`);
    expect(redactValue(deep).hidden).toBe(1);
  });

  it('changes nothing but strings and numbers, and finds nothing more the second time', () => {
    const member = fc.constantFrom(
      'password',
      'token',
      'name',
      'value',
      'key',
      'a',
      'credentials',
      '__proto__',
    );
    const json = fc.letrec(tie => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom<unknown>(null, true, 3, '', 'x', 'Authorization', 'Bearer abc', `{"secret":"x"}`),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(member, tie('value'), { maxKeys: 4 }),
      ),
    })).value;
    fc.assert(
      fc.property(json, value => {
        const once = redactValue(value);
        expect(shape(once.value)).toEqual(shape(value));
        expect(redactValue(once.value)).toEqual({ value: once.value, hidden: 0 });
        expect(redactValue(once.value).value).toBe(once.value);
        if (once.hidden === 0) expect(once.value).toBe(value);
      }),
      { numRuns: trials(2000) },
    );
  });
});

/** A value with every text and number made one: what masking must not change. */
function shape(value: unknown): unknown {
  if (typeof value === 'string' || typeof value === 'number') return 'leaf';
  if (Array.isArray(value)) return value.map(shape);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value).map(([key, member]) => [key, shape(member)]);
}
