import { describe, expect, test } from 'vitest';
import { redactText } from '../../../../src/model/text/redact.ts';
import { busyMs } from '../busy-ms.ts';

const secret = 'Zq7xKp9m';

describe('what stands below the name of a secret is masked', () => {
  test.each([
    ['CSV', `name,password\nada,${secret}\nbob,${secret}b`],
    ['CSV with Windows line ends', `id,name,api_key\r\n1,ada,${secret}\r\n2,bob,${secret}b\r\n`],
    ['CSV with quotes', `"name","password"\n"Lovelace, Ada","${secret}"\n"Bob ""B""","${secret}b"`],
    [
      'CSV with names of several words',
      `First Name,Last Name,API Key\nAda,Love Lace,${secret}\nBob,B,${secret}b`,
    ],
    ['CSV with blanks', `name, password\nada, ${secret}\nbob, ${secret}b`],
    ['CSV with semicolons', `name;password\nada;${secret}\nbob;${secret}b`],
    [
      'CSV after a message',
      `Error: bad row of name,password\nada,${secret}\nbob,${secret}b`.replace('bad row of ', ''),
    ],
    ['CSV in JSON', JSON.stringify({ csv: `name,password\nada,${secret}\nbob,${secret}b` })],
    [
      'CSV in JSON in JSON',
      JSON.stringify({ a: JSON.stringify({ csv: `name,password\nada,${secret}\nbob,${secret}b` }) }),
    ],
    ['TSV', `name\tpassword\nada\t${secret}\nbob\t${secret}b`],
    ['Markdown', `| user | api_key |\n|------|---------|\n| ada | ${secret} |\n| bob | ${secret}b |`],
    [
      'a table without a line below its names',
      `| user | api_key |\n| ada | ${secret} |\n| bob | ${secret}b |`,
    ],
    [
      'what mysql prints',
      `+------+----------+\n| user | password |\n+------+----------+\n| ada  | ${secret} |\n| bob  | ${secret}b |\n+------+----------+`,
    ],
    [
      'what psql prints',
      ` user | password \n------+----------\n ada  | ${secret}\n bob  | ${secret}b\n(2 rows)`,
    ],
    [
      'what console.table prints',
      `┌─────────┬───────┬────────────┐\n│ (index) │ user  │ token      │\n├─────────┼───────┼────────────┤\n│ 0       │ 'ada' │ '${secret}' │\n│ 1       │ 'bob' │ '${secret}b' │\n└─────────┴───────┴────────────┘`,
    ],
    ['aligned columns', `NAME   TOKEN       AGE\nada    ${secret}    3d\nbob    ${secret}b   4d`],
    ['aligned columns above dashes', `Name   Password\n----   --------\nada    ${secret}\nbob    ${secret}b`],
    [
      'a table of settings',
      `| Setting | Value |\n|---|---|\n| api_key | ${secret} |\n| password | ${secret}b |`,
    ],
    [
      'what psql prints of a record',
      `-[ RECORD 1 ]------\nuser     | ada\npassword | ${secret}\ntoken    | ${secret}b`,
    ],
  ])('in %s', (_, text) => {
    const masked = redactText(text);
    expect(masked.text).not.toContain(secret.slice(0, 4));
    expect(masked.hidden).toBe(2);
    expect(masked.text.replaceAll('••••••', '')).toBe(text.replaceAll(new RegExp(`${secret}b?`, 'g'), ''));
    expect(redactText(masked.text)).toEqual({ text: masked.text, hidden: 0 });
  });
});

test.each([
  'Missing: email, password\nPlease fill in both, thanks',
  'invalid user,password\nretry in 5,000 ms',
  'cat token | grep password\nls | wc',
  'name,amount\nada,5\nbob,6',
  'the token, which was sent,\nis not valid, so sign in',
  '| Option | Type |\n|---|---|\n| password | string |\n| token | required |',
  'model,tokens\ngpt-5,1204\ngpt-5-mini,86',
  'SELECT id,password\nFROM users,roles',
  '| step | cookies |\n|---|---|\n| load | 3 |',
  '1. user\n2. password\n\nname,value\na,b',
])('what is no table of secrets stays: %j', text => {
  expect(redactText(text)).toEqual({ text, hidden: 0 });
});

test.each([
  ['dashes', `name,password\n${'-'.repeat(1_000_000)}x`],
  ['blanks', `NAME  TOKEN\n${' '.repeat(1_000_000)}x`],
  ['separators', `name|password\n---|---\n${'|'.repeat(1_000_000)}`],
  ['quotes', `name,password\n${'"'.repeat(1_000_000)}`],
  ['names', 'name,password\n'.repeat(70_000)],
  ['lists', '["password",'.repeat(80_000)],
  ['frames', '| token | a |\n'.repeat(70_000)],
])('takes linear time for a megabyte of %s', (_, text) => {
  expect(busyMs(() => redactText(text))).toBeLessThan(5_000);
});

test.each([
  ',',
  '|',
  '\n',
  '"',
  '[',
  ':',
  'key ',
  'password,',
  'password | x\n',
  '\npassword,a',
  'a,password\n\n',
  'a,token\n"',
  'token,---\n---',
  '["a","[',
  `['a',\\"`,
  '["token","a\\"',
  '* ]:',
  '...a:',
  'a.b://',
])('takes linear time for a megabyte of %j', unit => {
  const text = `password=x\n${unit.repeat(1_000_000 / unit.length)}`;
  expect(busyMs(() => redactText(text))).toBeLessThan(3_000);
});
