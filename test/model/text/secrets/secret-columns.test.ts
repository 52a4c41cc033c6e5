import { describe, expect, test } from 'vitest';
import { redactText } from '../../../../src/model/text/redact.ts';
import { secretsIn } from '../../../../src/screen/run/outline/text-lines.ts';
import { someOf } from '../../../trials.ts';
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
    ['keys as a cloud gives them out', `Access key ID,Secret access key\nA1,${secret}\nA2,${secret}b`],
    ['CSV whose rows are cut off', `id,name,password,note\n1,ada,${secret}\n2,bob,${secret}b,x`],
    [
      'CSV with a text of several lines',
      `id,password,note\n1,${secret},"one\ntwo, or\n""three"""\n2,${secret}b,x`,
    ],
    ['CSV with a comment', `name,password\n# people\nada,${secret}\nbob,${secret}b`],
    ['CSV with names beyond ASCII', `größe,2fa,growth %,password\n1,no,3,${secret}\n2,no,4,${secret}b`],
    ['CSV of settings', `name,value\nhost,db.example.com\napi_key,${secret}\ntoken,${secret}b`],
    ['what psql -A prints', `id|name|password\n1|ada|${secret}\n2|bob|${secret}b`],
    [
      'aligned columns with small names',
      `name   token       age\nada    ${secret}    3d\nbob    ${secret}b   4d`,
    ],
    [
      'Markdown with marked names',
      `| user | **password** |\n|---|---|\n| a | ${secret} |\n| b | ${secret}b |`,
    ],
    [
      'Markdown with settings and notes',
      `| Name | Value | Note |\n|---|---|---|\n| \`API_KEY\` | ${secret} | rotate |\n| token | ${secret}b | |`,
    ],
    [
      'what vault prints',
      `Key         Value\n---         -----\npassword    ${secret}\ntoken       ${secret}b`,
    ],
    [
      'a statement that inserts',
      `insert into "users" ("id", "password") values (1, '${secret}'), (now(), E'${secret}b') returning *`,
    ],
    ['tuples of Python', `[('user', 'ada'), ('password', '${secret}'), ('token', '${secret}b')]`],
    ['a flat list with literals', `["id",null,"password","${secret}","isNew",true,"token","${secret}b"]`],
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
  'function login(user, password, token) {\n  call(user, password, token)\n  other(a, b, c)\n}',
  'INSERT INTO users (id, password) VALUES ($1, $2)',
  "insert into t (name, count) values ('a', 3)",
  'Usage: login user,password\nlogin ada,x',
  'Fields: name, email, password\nGive them, and then, go on\nok, thanks, bye',
  'key,value\ncolor,red\nsize,large',
  '| Name | Value |\n|---|---|\n| color | red |',
  'name   token   count\n\nada is here',
  'type Kind = user|password|token\n  other|thing|more',
])('what is no table of secrets stays: %j', text => {
  expect(redactText(text)).toEqual({ text, hidden: 0 });
});

test('what is far below the names in a long text is masked where a line rules them off', () => {
  for (const head of ['user  |  token\n------+-------\n', 'User      Token\n----      -----\n']) {
    const row = head.includes('|') ? `ada   |  ${secret}\n` : `ada       ${secret}\n`;
    const text = head + row.repeat(3_000);
    const start = text.lastIndexOf('ada');
    expect(secretsIn(text, start, text.length)).toHaveLength(1);
  }
});

const megabytes = [
  ['dashes', `name,password\n${'-'.repeat(1_000_000)}x`],
  ['blanks', `NAME  TOKEN\n${' '.repeat(1_000_000)}x`],
  ['separators', `name|password\n---|---\n${'|'.repeat(1_000_000)}`],
  ['quotes', `name,password\n${'"'.repeat(1_000_000)}`],
  ['names', 'name,password\n'.repeat(70_000)],
  ['lists', '["password",'.repeat(80_000)],
  ['inserts', 'into a(token) values('.repeat(48_000)],
  ['quotes in an insert', `into a(token) values(${"'".repeat(1_000_000)}`],
  ['misfits', 'id|token\na|b|c\n\n'.repeat(60_000)],
  ['frames', '| token | a |\n'.repeat(70_000)],
] as const;

test.each(someOf(megabytes, 6))('takes linear time for a megabyte of %s', (_, text) => {
  expect(busyMs(() => redactText(text))).toBeLessThan(5_000);
});

const units = [
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
];

test.each(someOf(units, 6))('takes linear time for a megabyte of %j', unit => {
  const text = `password=x\n${unit.repeat(1_000_000 / unit.length)}`;
  expect(busyMs(() => redactText(text))).toBeLessThan(3_000);
});
