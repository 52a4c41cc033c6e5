import { expect, test } from 'vitest';
import {
  answer,
  type Fault,
  gzipBomb,
  head,
  json,
  pour,
  refuse,
  startFaultProxy,
} from '../http/fault-proxy.ts';
import { oneIn } from '../trials.ts';
import { runCli } from './run-cli.ts';

const jsonType = { 'content-type': 'application/json' };
const cleared = '\u001B[2J\u001B]0;owned\u0007';

const run = {
  ...{ id: 'run_1', kind: 'workflow', name: 'w', status: 'success', models: [], services: [], usage: [] },
  trigger: { type: 'api', label: 'API', raw: 'api' },
  createdAt: '2024-01-01T00:00:00.000Z',
};
/** An answer that is a run, and a list with that run. */
const both = (one: object) => json({ ...one, data: [one], nextCursor: null, result: 'odd' });
const bytes =
  (text: string): Fault =>
  client =>
    client.once('data', () => client.end(text)).resume();

const oddFields: readonly (readonly [string, unknown])[] = [
  ...[
    ['id', 5],
    ['name', null],
    ['kind', 'x'],
    ['status', 7],
    ['models', 'm'],
    ['services', [1]],
  ],
  ...[
    ['trigger', 'api'],
    ['createdAt', 'yesterday'],
    ['startedAt', 1],
    ['costUsd', 'much'],
    ['actor', {}],
  ],
  ...[
    ['createdAt', '+275760-09-13T00:00:00.001Z'],
    ['errorSummary', []],
  ],
].map(([name, value]) => [String(name), value] as const);

/** Many that are alike, or long: of these, `npm test` tries one command each, and of others one or two. */
const alike: Readonly<Record<string, Fault>> = {
  ...Object.fromEntries(
    oddFields.map(([name, value]) => [`${name}: ${JSON.stringify(value)}`, both({ ...run, [name]: value })]),
  ),
  ...Object.fromEntries(
    [null, [], 1, 'x', {}, { data: null }, { data: {}, nextCursor: null }, { data: [], nextCursor: 5 }].map(
      value => [`the JSON ${JSON.stringify(value)}`, json(value)],
    ),
  ),
  ...Object.fromEntries(
    [204, 304, 401, 404, 418, 500, 999].map(status => [
      `the status ${status}`,
      answer(`${status} ${cleared}`, {}),
    ]),
  ),
  'a gzip bomb': gzipBomb(300),
  'a body without end': pour(head('200 OK', jsonType), ' '.repeat(65_536)),
};

const faults: Readonly<Record<string, Fault>> = {
  ...alike,
  'a redirect to itself': answer('302 Found', { location: '/v1/runs' }),
  'a redirect to nowhere': answer('302 Found', { location: 'http://[' }),
  'a wait of years': answer('429 Too Many', { 'retry-after': '99999999999999' }),
  'a negative wait': answer('429 Too Many', { 'retry-after': '-5' }),
  'a wait until the year 9999': answer('503 No', { 'retry-after': 'Fri, 31 Dec 9999 23:59:59 GMT' }),
  'a problem of other types': json({ type: 5, title: {}, detail: [cleared] }, '404 No'),
  'a problem with escapes': json(
    { type: 'about:blank', title: cleared, status: 400, detail: cleared },
    '400 No',
  ),
  'JSON that is cut': answer('200 OK', jsonType, '{"data":['),
  'lists in lists without end': answer('200 OK', jsonType, '['.repeat(200_000)),
  'bytes that are no UTF-8': answer('200 OK', jsonType, Buffer.from([0x7b, 0xff, 0x7d])),
  'broken gzip': answer('200 OK', { ...jsonType, 'content-encoding': 'gzip' }, 'nothing'),
  'an unknown encoding': answer('200 OK', { ...jsonType, 'content-encoding': 'br' }, 'nothing'),
  'a body that is shorter than it says': bytes(`${head('200 OK', { ...jsonType, 'content-length': '99' })}{`),
  'a negative length': bytes(`${head('200 OK', { ...jsonType, 'content-length': '-3' })}{}`),
  'a length beyond everything': bytes(
    `${head('200 OK', { ...jsonType, 'content-length': '99999999999999' })}{`,
  ),
  'a broken chunk': bytes(`${head('200 OK', { ...jsonType, 'transfer-encoding': 'chunked' })}zz\r\nhello`),
  'headers without end': pour('HTTP/1.1 200 OK\r\n', `x: ${'y'.repeat(1_000)}\r\n`),
  'another protocol': bytes('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'),
  'a status below 100': bytes('HTTP/1.1 099 X\r\ncontent-length: 0\r\n\r\n'),
  'a status of four digits': bytes('HTTP/1.1 1000 X\r\ncontent-length: 0\r\n\r\n'),
  'a mail server': bytes('220 mail ESMTP\r\n'),
  'a bare body': bytes('{}'),
  nothing: bytes(''),
  'a reset': refuse,
};

const commands = [
  ['history', 'list'],
  ['history', 'get', 'run_1', '--include', 'trace,steps'],
  ['workflows', 'runs', 'cancel', 'run_1'],
];

test.each(Object.entries(faults).map(([name, fault], at) => ({ name, fault, at })))(
  'a command says what is wrong with a server that answers with $name',
  async ({ name, fault, at }) => {
    const proxy = await startFaultProxy();
    try {
      proxy.set(fault);
      const runAt = (argv: readonly string[]) => runCli([...argv, '--target', proxy.url], { store: 'real' });
      // Side by side: each waits before it tries again.
      const step = oneIn(1, name in alike ? 3 : 2);
      const some = commands.filter((_, index) => (index + at) % step === 0);
      for (const { code, out, err } of await Promise.all(some.map(runAt))) {
        expect([1, 2, 3, 4, 5]).toContain(code);
        expect(err).not.toMatch(/this is a bug|\n\s+at /);
        expect(out + err).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
        expect(out + err).not.toBe('');
      }
    } finally {
      await proxy.close();
    }
  },
  60_000,
);
