import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newestFirst } from '../../../src/contract/lists/sort.ts';
import { emptyQuery } from '../../../src/model/query/query.ts';
import { freePort } from '../host-process.ts';
import { openStore } from './calm-flows.ts';
import { type Server, startServer, until } from './start-bullmq.ts';

let server: Server;

/** A server with a password, and a user who may only read the queues. */
beforeAll(async () => {
  server = await startServer(['--requirepass', 'se cret']);
  const redis = new Redis(server.port, '127.0.0.1', { password: 'se cret' });
  await redis.call('ACL', 'SETUSER', 'runlens', 'on', '>reads', '~bull:*', '+@read', '+select');
  await redis.call('ACL', 'SETUSER', 'blind', 'on', '>reads', '~other:*', '+ping');
  await redis.quit();
  for (const queue of ['bull:mail', 'app:jobs']) await addJob(server.port, queue, 'se cret');
});
afterAll(() => server?.stop());

async function addJob(port: number, queue: string, password?: string): Promise<void> {
  const redis = new Redis(port, '127.0.0.1', password === undefined ? {} : { password });
  await redis.hset(`${queue}:meta`, 'version', 'bullmq:6.7.0');
  await redis.hset(`${queue}:1`, { name: 'send', data: '{}', opts: '{}', timestamp: '1796079676101' });
  await redis.lpush(`${queue}:wait`, '1');
  await redis.quit();
}

async function firstPage(url: string) {
  const store = await openStore({ url });
  try {
    const page = await store.listRuns(emptyQuery, { sort: newestFirst, limit: 10, now: Date.now() });
    return { ...page, ids: page.runs.map(({ id }) => id) };
  } finally {
    await store.close();
  }
}

/** Three masters, each with a part of the slots. */
async function startCluster() {
  const nodes = await Promise.all(
    [0, 1, 2].map(async () =>
      startServer(['--cluster-enabled', 'yes', '--cluster-port', String(await freePort())]),
    ),
  );
  const clients = nodes.map(({ port }) => new Redis(port, '127.0.0.1'));
  const slots = ['0 5460', '5461 10922', '10923 16383'];
  for (const [at, redis] of clients.entries())
    await redis.call('CLUSTER', 'ADDSLOTSRANGE', ...(slots[at] ?? '').split(' '));
  await until('the cluster is not up', async () => {
    for (const [at, redis] of clients.entries()) {
      const { port } = nodes[(at + 1) % nodes.length] ?? {};
      const info = String(await clients[(at + 1) % nodes.length]?.call('CLUSTER', 'NODES'));
      const [, busPort = ''] = /@(\d+)/.exec(info) ?? [];
      await redis.call('CLUSTER', 'MEET', '127.0.0.1', String(port), busPort);
    }
    const infos = await Promise.all(clients.map(redis => redis.call('CLUSTER', 'INFO')));
    return infos.every(info => /cluster_state:ok/.test(String(info)));
  });
  for (const redis of clients) redis.disconnect();
  return { nodes, stop: async () => void (await Promise.all(nodes.map(({ stop }) => stop()))) };
}

const at = (user: string, rest = '') => `redis://${user}127.0.0.1:${server.port}${rest}`;

describe('a server', () => {
  it('with a password is read with it, by the default user or by one who may only read', async () => {
    expect(await firstPage(at(':se%20cret@'))).toMatchObject({ ids: ['mail:1'] });
    expect(await firstPage(at('runlens:reads@'))).toMatchObject({ ids: ['mail:1'] });
  });

  it.each([
    ['', 'auth', /did not accept the user or the password/],
    [':wrong@', 'auth', /did not accept the user or the password/],
    ['nobody:reads@', 'auth', /did not accept the user or the password/],
    ['blind:reads@', 'auth', /lacks a right it needs/],
  ])('refuses %j in a clear line, without its password', async (user, kind, message) => {
    const refused = firstPage(at(user));
    await expect(refused).rejects.toMatchObject({ name: 'InspectorError', kind, message });
  });

  it('says its version, that of BullMQ, its clock, and which commands the user is refused', async () => {
    const checkAs = async (user: string) => {
      const store = await openStore({ url: at(user) });
      const check = await store.check?.();
      await store.close();
      return check;
    };
    expect(await checkAs(':se%20cret@')).toEqual({
      versions: [expect.stringMatching(/^(Valkey|Redis) \d/), 'BullMQ 6.7.0'],
      tables: ['bull:mail'],
      rights: { read: true, act: true, refused: [] },
      clockSkewMs: expect.any(Number),
    });
    const refused = ['info', 'evalsha', 'del', 'hdel', 'lrem', 'zrem', 'srem'];
    expect(await checkAs('runlens:reads@')).toEqual({
      versions: ['BullMQ 6.7.0'],
      tables: ['bull:mail'],
      rights: { read: true, act: false, refused },
    });
    const store = await openStore({ url: at('runlens:reads@') });
    expect(await store.cancelRun('mail:1')).toEqual({
      type: 'refused',
      reason: expect.stringContaining('has no permissions'),
    });
    await store.close();
  });

  it('without the database of that number says so', async () => {
    await expect(firstPage(at(':se%20cret@', '/99'))).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringContaining('no database of that number'),
    });
  });

  it('with queues of another prefix alone says which', async () => {
    expect(await firstPage(at(':se%20cret@', '#app'))).toMatchObject({ ids: ['jobs:1'] });
    const { ids, notes } = await firstPage(at(':se%20cret@', '#none'));
    expect(ids).toEqual([]);
    expect(notes).toEqual([
      'no queue has the prefix none; others have app, bull: write #app after the address',
    ]);
  });

  it('that does not use TLS says so', async () => {
    await expect(firstPage(at('').replace('redis:', 'rediss:'))).rejects.toMatchObject({
      kind: 'timeout',
      hint: expect.stringContaining('whether the server uses TLS'),
    });
  });

  it('that is a node of a cluster is read where it holds the queues, and else names the node that does', async () => {
    const { nodes, stop } = await startCluster();
    try {
      const places = nodes.map(({ port }) => `redis://127.0.0.1:${port}`);
      for (const { port } of nodes)
        await addJob(port, '{bull}:mail').catch((error: unknown) => expect(String(error)).toContain('MOVED'));
      const pages = await Promise.allSettled(places.map(place => firstPage(`${place}#{bull}`)));
      const at = pages.findIndex(({ status }) => status === 'fulfilled');
      expect(pages[at]).toMatchObject({ value: { ids: ['mail:1'] } });
      const others = pages.filter(page => page.status === 'rejected').map(({ reason }) => reason);
      expect(others).toHaveLength(2);
      for (const reason of others)
        expect(reason).toMatchObject({
          kind: 'unsupported',
          hint: expect.stringContaining(`127.0.0.1:${nodes[at]?.port}`),
        });
      expect((await firstPage(`${places[at]}`)).notes).toEqual([
        'no queue has the prefix bull; others have {bull}: write #{bull} after the address',
      ]);
    } finally {
      await stop();
    }
  });

  it('that is not there, or goes away, cannot be reached; it is read again when it is back', async () => {
    const gone = await startServer();
    await addJob(gone.port, 'bull:mail');
    const store = await openStore({ url: `redis://127.0.0.1:${gone.port}` });
    const page = () => store.listRuns(emptyQuery, { sort: newestFirst, limit: 10, now: Date.now() });
    expect((await page()).runs).toHaveLength(1);
    await gone.stop();
    await expect(page()).rejects.toMatchObject({ kind: 'unreachable' });
    const back = await startServer([], gone.port);
    await until('it is not read again', async () => (await page()).runs.length === 0);
    await store.close();
    await back.stop();
  });
});
