import { describe, expect, it, onTestFinished } from 'vitest';
import type { Change } from '../../src/contract/run-store.ts';
import type { ServedStore } from '../../src/contract/served-store.ts';
import { InspectorError } from '../../src/model/errors.ts';
import { createToken } from '../../src/server/access/tokens.ts';
import { createApp } from '../../src/server/create-app.ts';
import { createEventBroadcaster } from '../../src/server/streams/event-broadcaster.ts';
import { createEventStream } from '../../src/server/streams/event-stream.ts';
import { createFakeStore } from '../cli/fake-store.ts';
import { runCreated } from '../contract/sample-events.ts';
import { createFakeServed } from './fake-served.ts';
import { openSocket } from './raw-request.ts';
import { shareStore, startServing, until } from './serving.ts';
import { listen, type SseClient } from './sse-client.ts';

const changed = (client: SseClient) => client.events.filter(({ event }) => event === 'changed');

const store = shareStore([]);

async function record(served: ServedStore, sequence: number, id = `run_${sequence}`) {
  await served.intake.apply({ writer: 'recorder', sequence, isOwner: false, events: [runCreated(id)] });
}

/** Changes come when the test says so; `watchers` counts who hears them. */
function controlChanges(served: ServedStore) {
  const waiting = new Set<(change: Change) => void>();
  let watchers = 0;
  async function* changes(signal: AbortSignal): AsyncGenerator<Change> {
    watchers += 1;
    try {
      while (!signal.aborted) {
        const change = await new Promise<Change | undefined>(resolve => {
          const take = (next: Change) => {
            waiting.delete(take);
            resolve(next);
          };
          waiting.add(take);
          signal.addEventListener('abort', () => resolve(undefined), { once: true });
        });
        if (change) yield change;
      }
    } finally {
      watchers -= 1;
    }
  }
  return {
    served: { ...served, store: { ...served.store, changes } } satisfies ServedStore,
    announce: (change: Change = { type: 'changed' }) => {
      for (const take of [...waiting]) take(change);
    },
    watchers: () => watchers,
  };
}

async function startControlled() {
  const controlled = controlChanges(createFakeServed());
  const serving = await startServing({ served: controlled.served });
  return { ...serving, ...controlled };
}

describe('the stream of events', () => {
  it('sends every client a change, soon', async () => {
    const { url, served } = await startServing({ served: store() });
    const clients = await Promise.all(Array.from({ length: 20 }, () => listen(`${url}/v1/events`)));
    const seen = clients.map(client => changed(client).length);
    await record(served, 1);
    await until(() => clients.every((client, at) => changed(client).length > (seen[at] ?? 0)), 'all heard');
    expect(clients[0]?.events[0]).toEqual({ event: undefined, id: expect.any(String), data: undefined });
    expect(clients[0]?.text()).toMatch(/^retry: 1000\n/);
    expect(clients[0]?.answer.headers).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
    });
    expect(clients[0]?.answer.headers['content-encoding']).toBe(undefined);
  });

  it('follows the store once for any number of clients, and not without one', async () => {
    const { url, watchers } = await startControlled();
    const clients = await Promise.all([1, 2, 3].map(() => listen(`${url}/v1/events`)));
    await until(() => watchers() === 1, 'one watches');
    clients[0]?.close();
    clients[1]?.close();
    await new Promise(resolve => setTimeout(resolve, 50));
    expect(watchers()).toBe(1);
    clients[2]?.close();
    await until(() => watchers() === 0, 'nobody watches');
  });

  it('reports at once that changes were missed, and nothing when none were', async () => {
    const { url, announce, watchers } = await startControlled();
    const stays = await listen(`${url}/v1/events`);
    const first = await listen(`${url}/v1/events`);
    await until(() => watchers() === 1 && first.events.length > 0, 'the stream is open');
    announce();
    await until(() => changed(first).length > 0, 'it heard');
    const id = first.events.at(-1)?.id ?? '';
    first.close();
    const same = await listen(`${url}/v1/events`, { 'last-event-id': id });
    await until(() => same.events.length === 1, 'the stream is open again');
    expect(changed(same)).toEqual([]);
    same.close();
    const before = changed(stays).length;
    announce();
    await until(() => changed(stays).length > before, 'the change was told');
    const behind = await listen(`${url}/v1/events`, { 'last-event-id': id });
    await until(() => changed(behind).length === 1, 'it hears what it missed');
    const foreign = await listen(`${url}/v1/events`, { 'last-event-id': '3' });
    await until(() => changed(foreign).length === 1, 'a number of another server means nothing here');
  });

  it('counts what happened without a client as a change', async () => {
    const { url, served } = await startServing({ served: store() });
    const first = await listen(`${url}/v1/events`);
    await until(() => first.events.length > 0, 'the stream is open');
    const id = first.events.at(-1)?.id ?? '';
    first.close();
    await new Promise(resolve => setTimeout(resolve, 100));
    await record(served, 2);
    const again = await listen(`${url}/v1/events`, { 'last-event-id': id });
    await until(() => changed(again).length > 0, 'it hears of it');
  });

  it('sends at most twenty events a second during a storm, the last one included', async () => {
    const { url, announce, watchers } = await startControlled();
    const client = await listen(`${url}/v1/events`);
    await until(() => watchers() === 1, 'somebody watches');
    const start = performance.now();
    while (performance.now() - start < 300) {
      announce();
      await new Promise(resolve => setImmediate(resolve));
    }
    await new Promise(resolve => setTimeout(resolve, 120));
    const seconds = (performance.now() - start) / 1_000;
    expect(changed(client).length).toBeGreaterThan(3);
    expect(changed(client).length).toBeLessThanOrEqual(Math.ceil(seconds * 20) + 2);
    const before = changed(client).length;
    announce();
    await until(() => changed(client).length === before + 1, 'the next one comes as well');
  });

  it('continues when the store was unreachable or threw', async () => {
    let calls = 0;
    const { url, bugs } = await startServing({
      served: createFakeServed([], {
        store: {
          ...createFakeStore([]),
          async *changes() {
            calls += 1;
            if (calls === 1) throw new Error('broken');
            yield { type: 'error', error: new InspectorError('unreachable', 'away') };
            yield { type: 'changed' };
          },
        },
      }),
    });
    const client = await listen(`${url}/v1/events`);
    await until(() => calls === 2 && changed(client).length > 1, 'it started again');
    expect(bugs).toEqual([new Error('broken')]);
  });

  it('is not opened by HEAD', async () => {
    const { url, watchers } = await startControlled();
    const answer = await fetch(`${url}/v1/events`, { method: 'HEAD' });
    expect(answer.status).toBe(200);
    expect(watchers()).toBe(0);
  });

  it('is logged when it ends', async () => {
    const { url, lines } = await startServing({ served: createFakeServed() });
    const client = await listen(`${url}/v1/events`);
    await until(() => client.events.length > 0, 'the stream is open');
    expect(lines).toEqual([]);
    client.close();
    await until(() => lines.length === 1, 'the line is written');
    expect(lines[0]).toMatchObject({ method: 'GET', path: '/v1/events', status: 200 });
    expect(lines[0]?.bytes).toBeGreaterThan(20);
  });
});

describe('a client that listens', () => {
  it('and does not read is disconnected, and nothing is buffered for it', async () => {
    const controlled = controlChanges(createFakeServed());
    const broadcaster = createEventBroadcaster(controlled.served, { reportBug: () => {}, commentMs: 20 });
    let isDropped = false;
    const stream = createEventStream(() => {
      isDropped = true;
    });
    broadcaster.addReader(stream, undefined);
    await until(() => isDropped, 'it is dropped');
    await until(() => controlled.watchers() === 0, 'nobody watches for it');
  });

  it('gets comments, which show that the connection is alive', async () => {
    const controlled = controlChanges(createFakeServed());
    const broadcaster = createEventBroadcaster(controlled.served, { reportBug: () => {}, commentMs: 20 });
    const stream = createEventStream(() => {});
    broadcaster.addReader(stream, undefined);
    let text = '';
    const decoder = new TextDecoder();
    const reader = stream.body.getReader();
    while (!text.includes(':\n\n:\n\n:\n\n')) text += decoder.decode((await reader.read()).value);
    expect(text).toMatch(/^retry: 1000\nid: \w+-\d+\n\n/);
    broadcaster.end();
  });

  /** A client of a server whose lookups of tokens fail once the stream is open. */
  async function listenWhileTokensFail(error: Error) {
    const { id, text, hash } = createToken();
    let lookups = 0;
    const find = async () => {
      lookups += 1;
      if (lookups > 1) throw error;
      return { id, name: 'reader', scopes: ['read'], hash, createdAt: 0 } as const;
    };
    const fake = createFakeServed();
    const served = { ...fake, tokens: { ...fake.tokens, find } };
    const bugs: unknown[] = [];
    const reportBug = (bug: unknown) => void bugs.push(bug);
    const broadcaster = createEventBroadcaster(served, { reportBug });
    onTestFinished(() => broadcaster.end());
    const app = createApp({ served, version: '1.2.3', access: 'tokens', broadcaster, reportBug });
    const response = await app.request('/v1/events', { headers: { 'x-api-key': text } });
    let isEnded = false;
    void response.text().then(() => {
      isEnded = true;
    });
    return { bugs, lookups: () => lookups, isEnded: () => isEnded };
  }

  it('keeps listening while the database is away', async () => {
    const away = new InspectorError('unreachable', 'the database is away');
    const client = await listenWhileTokensFail(away);
    await until(() => client.lookups() > 3, 'the token was looked up again');
    expect(client.isEnded()).toBe(false);
    expect(client.bugs).toEqual([]);
  });

  it('is disconnected, and the bug is reported, when checking its token throws', async () => {
    const bug = new TypeError('cannot read properties of undefined');
    const client = await listenWhileTokensFail(bug);
    await until(client.isEnded, 'the stream ends');
    expect(client.bugs).toEqual([bug]);
  });

  it('and does not read holds up no other', async () => {
    const { url, announce, watchers } = await startControlled();
    const deaf = await openSocket(url);
    deaf.pause();
    deaf.write('GET /v1/events HTTP/1.1\r\nhost: localhost\r\n\r\n');
    await until(() => watchers() === 1, 'it listens');
    const hears = await listen(`${url}/v1/events`);
    for (let at = 0; at < 5; at += 1) {
      const before = changed(hears).length;
      announce();
      await until(() => changed(hears).length > before, 'the other one hears all the same');
    }
  });
});

describe('the stream of a recorder', () => {
  const active = { status: 'running', finishedAt: undefined } as const;

  /** The recorder of this id owns two runs, whose ids begin with it. */
  async function startRecording(writer: string) {
    const serving = await startServing({ served: store() });
    const events = [runCreated(`${writer}_a`, active), runCreated(`${writer}_b`, active)];
    await serving.served.intake.apply({ writer, sequence: 1, isOwner: true, events });
    return serving;
  }

  it('has the requests so far, then each new one, once', async () => {
    const { url, post } = await startRecording('first');
    await post('/v1/runs/first_a/cancel');
    const client = await listen(`${url}/v1/writers/first/requests`);
    await until(() => client.events.some(({ event }) => event === 'cancel'), 'it hears of the first');
    await post('/v1/runs/first_b/cancel');
    const asked = () => client.events.filter(({ event }) => event === 'cancel').map(({ data }) => data);
    await until(() => asked().length === 2, 'it hears of the second');
    expect(asked()).toEqual([{ cancelRequested: ['first_a'] }, { cancelRequested: ['first_b'] }]);
  });

  it('has thousands of requests in events that a recorder takes, each id once', async () => {
    const ids = Array.from({ length: 3_000 }, (_, at) => `run_${at}_${'x'.repeat(200)}`);
    const served = createFakeServed();
    const cancelRequests = async () => new Map([['rec', ids]]);
    const { url } = await startServing({
      served: { ...served, intake: { ...served.intake, cancelRequests } },
    });
    const client = await listen(`${url}/v1/writers/rec/requests`);
    const asked = () => client.events.flatMap(({ event, data }) => (event === 'cancel' ? [data] : []));
    const askedIds = () => asked().flatMap(data => Object(data).cancelRequested);
    await until(() => askedIds().length >= ids.length, 'it hears of all');
    expect(askedIds()).toEqual(ids);
    for (const data of asked()) expect(JSON.stringify(data).length).toBeLessThan(64 * 1_024);
  });

  it('has nothing for other recorders', async () => {
    const { url, post } = await startRecording('second');
    const other = await listen(`${url}/v1/writers/other/requests`);
    const own = await listen(`${url}/v1/writers/second/requests`);
    await post('/v1/runs/second_a/cancel');
    await until(() => own.events.some(({ event }) => event === 'cancel'), 'its recorder hears');
    expect(other.events.filter(({ event }) => event === 'cancel')).toEqual([]);
  });

  it('is a list of the current requests when the client accepts no stream', async () => {
    const { get, post } = await startRecording('third');
    await post('/v1/runs/third_a/cancel');
    const answer = await get('/v1/writers/third/requests', { accept: 'application/json' });
    expect(await answer.json()).toEqual({ cancelRequested: ['third_a'] });
  });

  it('counts as a heartbeat for as long as it is open', async () => {
    const beats: string[] = [];
    const served = createFakeServed();
    const intake = {
      ...served.intake,
      heartbeat: async (writers: readonly string[]) => {
        beats.push(...writers);
      },
    };
    const broadcaster = createEventBroadcaster({ ...served, intake }, { reportBug: () => {}, commentMs: 20 });
    const stream = createEventStream(() => {});
    const read = new Response(stream.body).text();
    broadcaster.addWriter(stream, 'rec');
    await until(() => beats.length > 3, 'it lives');
    broadcaster.end();
    await read;
    const seen = beats.length;
    await new Promise(resolve => setTimeout(resolve, 60));
    expect(beats.length).toBe(seen);
    expect(new Set(beats)).toEqual(new Set(['rec']));
  });

  it('looks for all recorders at once, and not again while it looks', async () => {
    const asked: (readonly string[])[] = [];
    let isSlow = 0;
    let mostAtOnce = 0;
    const controlled = controlChanges(createFakeServed());
    const serving = await startServing({
      served: {
        ...controlled.served,
        intake: {
          ...controlled.served.intake,
          cancelRequests: async writers => {
            asked.push(writers);
            isSlow += 1;
            mostAtOnce = Math.max(mostAtOnce, isSlow);
            await new Promise(resolve => setTimeout(resolve, 30));
            isSlow -= 1;
            return new Map();
          },
        },
      },
    });
    await Promise.all(['a', 'b', 'c'].map(id => listen(`${serving.url}/v1/writers/${id}/requests`)));
    for (let at = 0; at < 10; at += 1) {
      controlled.announce();
      await new Promise(resolve => setTimeout(resolve, 20));
    }
    await until(() => asked.at(-1)?.length === 3 && isSlow === 0, 'all were asked for together');
    expect(mostAtOnce).toBe(1);
  });

  it('needs the id of a recorder', async () => {
    const { get } = await startServing({ served: createFakeServed() });
    const answer = await get('/v1/writers/a%20b/requests');
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ detail: expect.stringMatching(/^id: /) });
  });
});
