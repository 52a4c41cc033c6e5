import * as v from 'valibot';
import { describe, expect, it, onTestFinished } from 'vitest';
import { newestFirst } from '../../../src/contract/lists/sort.ts';
import { createClickhouseClient } from '../../../src/engines/clickhouse/clickhouse-client.ts';
import { clickhouseEngine } from '../../../src/engines/clickhouse/clickhouse-engine.ts';
import { createOddTraces } from '../../../src/engines/clickhouse/odd-traces.ts';
import { openClickhouseStore } from '../../../src/engines/clickhouse/open-clickhouse-store.ts';
import { readGroups } from '../../../src/engines/clickhouse/trace-groups.ts';
import { spanSchema, toRow } from '../../../src/engines/clickhouse/trace-row.ts';
import { findTraceTable } from '../../../src/engines/clickhouse/trace-table.ts';
import { parseQuery } from '../../../src/model/query/parse/parse-query.ts';
import { emptyQuery } from '../../../src/model/query/query.ts';
import { resolveTarget } from '../../../src/targets/resolve-target.ts';
import { longestBlock } from '../../bench/longest-block.ts';
import { inTime } from '../../in-time.ts';
import { createHome } from '../../targets/temporary-home.ts';
import { startStandIn } from '../restate/stand-in.ts';

const where = { base: '/', home: '/' };
const locate = (text: string) => clickhouseEngine.locate(text, where);

describe('an address of ClickHouse', () => {
  it.each([
    ['', 'clickhouse://127.0.0.1:8123'],
    ['8124', 'clickhouse://127.0.0.1:8124'],
    ['//host/otel', 'clickhouse://host:8123/otel'],
    ['clickhouses://ada:p%40ss@host/otel#spans', 'clickhouses://ada:p%40ss@host:8443/otel#spans'],
    ['clickhouse://host/otel?secure=true', 'clickhouses://host:8443/otel'],
    ['https://host:9443/', 'clickhouses://host:9443'],
  ])('%s is the place %s', (text, place) => expect(locate(text)).toBe(place));

  it.each([
    ['clickhouse://host:9000/otel', /9000 is the port of its own protocol/],
    ['clickhouse://host/otel?user=ada', /secure=true alone/],
    ['clickhouse://host/a/b', /name of a database/],
    ['postgres://host', /followed by the address of a server/],
  ])('%s is refused', (text, message) => expect(() => locate(text)).toThrow(message));

  it('is named by its database, and never by a password', () => {
    expect(clickhouseEngine.nameOf('clickhouse://ada:secret@host:8123/otel')).toBe('otel');
    expect(clickhouseEngine.nameOf('clickhouse://ada:secret@host:8123')).toBe('clickhouse:host');
  });
});

type Answer = { readonly status?: number; readonly body: string };

async function listFrom(answer: Answer, password?: string) {
  const { url, asked } = await startStandIn((_, response) => {
    response.writeHead(answer.status ?? 200).end(answer.body);
  });
  const place = `${url.replace('http:', 'clickhouse:')}/otel`;
  const target = { name: 'otel', kind: 'clickhouse', location: place, reason: 'argument' };
  const store = await openClickhouseStore({ place, password, target, env: {} });
  const failed = store.listRuns(emptyQuery, { sort: newestFirst, limit: 5, now: 0 });
  const error = await failed.then(
    () => undefined,
    reason => reason,
  );
  await store.close();
  return { error, asked };
}

const exception = (code: number, text: string, name: string) =>
  `Code: ${code}. DB::Exception: ${text} (${name}) (version 26.7.2.1)\n`;

describe('what ClickHouse or a proxy answers in place of rows', () => {
  it.each([
    [
      { status: 403, body: exception(516, 'ada: Authentication failed', 'AUTHENTICATION_FAILED') },
      'auth',
      /error 516: ada: Authentication failed/,
    ],
    [
      { status: 403, body: exception(497, 'Not enough privileges', 'ACCESS_DENIED') },
      'auth',
      /497: Not enough privileges/,
    ],
    [{ status: 408, body: exception(159, 'Timeout exceeded', 'TIMEOUT_EXCEEDED') }, 'timeout', /159/],
    [{ status: 500, body: exception(396, 'Limit for result exceeded', 'TOO_MANY_ROWS') }, 'timeout', /396/],
    [
      {
        body: `{"database":"otel","table":"t","columns":[]}\n${exception(241, 'Memory limit exceeded', 'MEMORY_LIMIT_EXCEEDED')}`,
      },
      'unreadable',
      /241: Memory limit exceeded/,
    ],
    [
      { body: '<html><body>Sign in</body></html>' },
      'unreadable',
      /a page of HTML, and not as ClickHouse does/,
    ],
    [{ status: 502, body: 'bad gateway' }, 'unreadable', /answered 502: bad gateway/],
    [{ status: 404, body: 'not here' }, 'unreadable', /answered 404 with "not here"/],
    [{ body: '' }, 'unreadable', /the database otel of .* has no table with traces of the Collector/],
  ] as const)('%j is told in a line', async (answer, kind, message) => {
    const { error } = await listFrom(answer);
    expect([error?.kind, error?.message]).toEqual([kind, expect.stringMatching(message)]);
  });

  it('names the columns that a table of another exporter lacks', async () => {
    const columns = ['Timestamp', 'TraceId', 'SpanId', 'SpanName'].map(name => [name, 'String']);
    const { error } = await listFrom({ body: JSON.stringify({ database: 'otel', table: 'spans', columns }) });
    expect(error?.message).toBe(
      "otel.spans has no ParentSpanId, Duration, StatusCode, as a table of the Collector's exporter has",
    );
  });

  it('asks to read alone, within bounds, and hides the password', async () => {
    const { error, asked } = await listFrom({ status: 403, body: exception(516, 'no', 'NO') }, 's3cret');
    expect(asked[0]?.path).toMatch(/readonly=2.*max_execution_time=30.*max_result_rows=100000/);
    expect(asked[0]?.path).not.toContain('result_overflow_mode');
    expect(asked[0]?.headers.authorization).toBe(`Basic ${Buffer.from('default:s3cret').toString('base64')}`);
    expect(`${error?.message} ${error?.hint}`).not.toContain('s3cret');
    expect(error?.hint).toContain('CLICKHOUSE_PASSWORD');
  });

  it('sends no settings to an account that is read-only by itself', async () => {
    const { asked } = await listFrom({
      status: 500,
      body: exception(164, 'Cannot modify setting', 'READONLY'),
    });
    expect(asked.map(({ path }) => path.includes('readonly'))).toEqual([true, false]);
  });
});

describe('CLICKHOUSE_PASSWORD', () => {
  const env = { CLICKHOUSE_PASSWORD: 's3cret' };
  const address = 'clickhouses://ada@traces.example:8443/otel';
  const origin = 'clickhouses://traces.example:8443';
  const files = {
    'project/runlens.config.yaml': `target: theirs\ntargets:\n  theirs: ${address}\n`,
    'config/config.yaml': `targets:\n  mine: ${address}\n  other: clickhouses://other.example/otel\n`,
  };

  async function resolve(named: string | undefined, more = {}) {
    const target = await resolveTarget(named, createHome(files, { env: { ...env, ...more } }));
    const members = target.kind === 'merged' ? target.members : [target];
    const read = members.map(async one => (one.kind === 'engine' ? one.readToken() : 'no engine'));
    return { passwords: await Promise.all(read), warnings: target.warnings };
  }

  it('goes to the server that the user named', async () => {
    expect(await resolve('mine')).toEqual({ passwords: ['s3cret'], warnings: [] });
  });

  it('goes to none of several servers, and says so', async () => {
    const { passwords, warnings } = await resolve('mine,other');
    expect(passwords).toEqual([undefined, undefined]);
    expect(warnings).toEqual([
      `CLICKHOUSE_PASSWORD is not sent to ${origin}: several servers would get it; CLICKHOUSE_PASSWORD_ORIGIN=${origin} allows it`,
      expect.stringContaining('is not sent to clickhouses://other.example:8443: several servers'),
    ]);
  });

  it("does not go to an address of a project's file, and says what allows it", async () => {
    const { passwords, warnings } = await resolve(undefined);
    expect(passwords).toEqual([undefined]);
    expect(warnings).toEqual([
      `CLICKHOUSE_PASSWORD is not sent to ${origin}: the address ${origin} comes from a project's file; CLICKHOUSE_PASSWORD_ORIGIN=${origin} allows it`,
    ]);
    const allowed = await resolve(undefined, { CLICKHOUSE_PASSWORD_ORIGIN: origin });
    expect(allowed).toEqual({ passwords: ['s3cret'], warnings: [] });
  });

  it('is not missed where the address has a password', async () => {
    const { warnings } = await resolve(`clickhouses://ada:own@a.example,clickhouses://ada:own@b.example`);
    expect(warnings).toEqual([]);
  });
});

describe('a server that is not trusted', () => {
  const openAt = async (address: string, isInsecure: boolean) => {
    const target = await resolveTarget(address, createHome(), { isInsecure });
    if (target.kind !== 'engine') throw new Error('not an engine');
    const store = await target.engine.open({ ...target, target: target.info });
    return { ...target, store };
  };

  it('gets no password over plain HTTP, unless that is wanted', async () => {
    const address = 'clickhouse://ada:s3cret@10.0.0.1:8123/otel';
    const refused = await openAt(address, false).catch(error => error);
    expect(refused).toMatchObject({
      kind: 'usage',
      message: 'a password is not sent to http://10.0.0.1:8123, where others can read it',
      hint: expect.stringContaining('--insecure'),
    });
    const { store, info, warnings } = await openAt(address, true);
    expect(info.isInsecure).toBe(true);
    expect(warnings).toEqual([expect.stringMatching(/^clickhouse:\/\/10.0.0.1:8123\/otel is plain HTTP/)]);
    await store.close();
  });

  it('is read without a check of its certificate where that is wanted', async () => {
    const { url, asked } = await startStandIn((_, response) => response.end(), { isTls: true });
    for (const isInsecure of [false, true]) {
      const { store } = await openAt(`${url.replace('https:', 'clickhouses:')}/otel`, isInsecure);
      await store.listRuns(emptyQuery, { sort: newestFirst, limit: 5, now: 0 }).catch(() => undefined);
      await store.close();
      expect(asked.length > 0).toBe(isInsecure);
    }
  });
});

const needed = ['Timestamp', 'TraceId', 'SpanId', 'ParentSpanId', 'SpanName', 'Duration', 'StatusCode'];

it('a search in logs reads no more of them than are answered at once', async () => {
  const columns = [...needed, 'Body'].map(name => [name, 'String']);
  const tables = ['otel_traces', 'otel_logs'].map(table => ({ database: 'otel', table, columns }));
  const root = { trace: 'a', span: 'b', parent: '', name: 'import', startNs: '1000000', endNs: '1000000' };
  const { url, asked } = await startStandIn(({ body }, response) => {
    if (body.includes('system.columns'))
      return response.end(tables.map(one => JSON.stringify(one)).join('\n'));
    response.end(/^SELECT TraceId AS trace.*otel_traces/s.test(body) ? JSON.stringify(root) : '');
  });
  const place = `${url.replace('http:', 'clickhouse:')}/otel`;
  const target = { name: 'otel', kind: 'clickhouse', location: place, reason: 'argument' };
  const store = await openClickhouseStore({ place, target, env: {} });
  await store.listRuns(parseQuery('log:paid'), { sort: newestFirst, limit: 5, now: 0 });
  await store.close();
  const read = asked.filter(({ body }) => body.includes('FROM `otel`.`otel_logs`'));
  const limits = read.map(({ body }) => /LIMIT \d+ BY TraceId/.exec(body)?.[0]);
  expect([...new Set(limits)]).toEqual(['LIMIT 2000 BY TraceId']);
});

/** A server with one table, whose other statements `rows` answers. */
async function openStandIn(rows: (statement: string) => readonly object[]) {
  const table = { database: 'otel', table: 'otel_traces', columns: needed.map(name => [name, 'String']) };
  const { url, asked } = await startStandIn(({ body }, response) => {
    const answer = body.includes('system.columns') ? [table] : rows(body);
    response.end(answer.map(row => JSON.stringify(row)).join('\n'));
  });
  const place = `${url.replace('http:', 'clickhouse:')}/otel`;
  const target = { name: 'otel', kind: 'clickhouse', location: place, reason: 'argument' };
  const store = await openClickhouseStore({ place, target, env: {} });
  onTestFinished(store.close);
  return { store, asked };
}

it('a search says that it saw the beginning of a large trace alone', async () => {
  const root = { trace: 'a', span: '0', name: 'import', startNs: '1000000', endNs: '1000000' };
  const spans = Array.from({ length: 2_000 }, (_, n) => ({
    ...root,
    span: `${n}`,
    parent: n === 0 ? '' : '0',
  }));
  const { store } = await openStandIn(body => {
    if (!/^SELECT TraceId AS trace/.test(body)) return [];
    return body.includes('LIMIT 2000 BY TraceId') ? spans : spans.slice(0, 1);
  });
  const notesOf = async (query: string) =>
    (await store.listRuns(parseQuery(query), { sort: newestFirst, limit: 5, now: 0 })).notes ?? [];
  const note = 'only the first 2000 spans and logs of some traces were searched';
  expect(await notesOf('import')).not.toContain(note);
  expect(await notesOf('input.plan:scale')).toContain(note);
  expect(await notesOf('')).not.toContain(note);
});

it('traces with several roots or none are looked for once, until there are other rows', async () => {
  let version = 1;
  const { store, asked } = await openStandIn(body =>
    body.includes('AS version') ? [{ version: `${version}` }] : [],
  );
  const looks = () => asked.filter(({ body }) => body.includes('!= 1')).length;
  const list = (filter: string) =>
    store.listRuns(parseQuery(filter), { sort: newestFirst, limit: 5, now: Date.now() });
  await list('');
  const first = looks();
  expect(first).toBeGreaterThan(0);
  for (const filter of ['', 'status:failed', 'workflow:import']) await list(filter);
  await store.failures?.(parseQuery('since:1h'), { now: Date.now(), bucketMs: 60_000 });
  expect(looks()).toBe(first);
  version += 1;
  await list('');
  expect(looks()).toBe(2 * first);
});

it('counting thousands of different failures leaves other work its turn', inTime, async () => {
  const pair = { kind: '', code: 'Error', attributes: {}, service: 'shop', exception: [], n: 1, isSilent: 0 };
  const pairs = Array.from({ length: 4_000 }, (_, n) => ({
    ...{
      ...pair,
      name: 'import',
      message: `order ${n} of nobody cannot be sent to https://shop.example/${n}`,
    },
    ...{
      first: 1_000,
      last: 1_000,
      lastNs: '1000000000',
      firstId: 'a',
      lastId: 'a',
      hash: `${n}`,
      times: {},
    },
  }));
  const { store } = await openStandIn(body => (body.includes('AS hash') ? pairs : []));
  const { cpuMs } = await longestBlock(async () => {
    const counted = await store.failures?.(parseQuery('since:1h'), { now: Date.now(), bucketMs: 60_000 });
    expect(counted?.tallies).toHaveLength(4_000);
  });
  expect(cpuMs).toBeLessThan(100);
});

it('traces with several roots or none are looked for page by page where all of them are too many', async () => {
  const columns = needed.map(name => [name, 'String']);
  let looks = 0;
  const { url } = await startStandIn(({ body }, response) => {
    if (body.includes('system.columns'))
      return response.end(JSON.stringify({ database: 'otel', table: 'otel_traces', columns }));
    if (!body.includes('!= 1')) return response.end();
    looks += 1;
    if (body.includes('LIMIT 1000')) response.statusCode = 500;
    response.end(response.statusCode === 500 ? exception(241, 'Memory limit', 'MEMORY_LIMIT_EXCEEDED') : '');
  });
  const place = `${url.replace('http:', 'clickhouse:')}/otel`;
  const target = { name: 'otel', kind: 'clickhouse', location: place, reason: 'argument' };
  const store = await openClickhouseStore({ place, target, env: {} });
  onTestFinished(store.close);
  const asked = { sort: newestFirst, limit: 5, now: Date.now() };
  expect((await store.listRuns(parseQuery('status:failed'), asked)).runs).toEqual([]);
  expect(looks).toBeGreaterThan(1);
});

it('counting ends when its time is up, though traces without one root go on and on', async () => {
  const columns = needed.map(name => [name, 'String']);
  let createdAt = 1e12;
  const { url } = await startStandIn(({ body }, response) => {
    if (body.includes('system.columns'))
      return response.end(JSON.stringify({ database: 'otel', table: 'otel_traces', columns }));
    if (!body.includes('!= 1')) return response.end();
    const length = Number(/LIMIT (\d+)$/.exec(body)?.[1]);
    const odd = Array.from({ length }, () =>
      JSON.stringify({ id: 'a', createdAt: createdAt--, isFailed: 1 }),
    );
    response.end(odd.join('\n'));
  });
  const place = `${url.replace('http:', 'clickhouse:')}/otel`;
  const client = createClickhouseClient({ place, env: {} });
  const table = () => findTraceTable(client, '');
  const reader = { client, table, odd: createOddTraces(client, table) };
  await expect(readGroups(reader, { withinMs: 300 })).rejects.toMatchObject({
    kind: 'timeout',
    message: 'counting the traces without one root takes too long',
  });
  await client.close();
});

it('a trace begins in the millisecond in which its root does', () => {
  const row = { trace: 'a', span: 'b', parent: '', name: 'import', startNs: '1759999999999999999' };
  const root = v.parse(spanSchema, { ...row, endNs: row.startNs });
  expect(toRow([root])?.createdAt).toBe(1_759_999_999_999);
});
