import { describe, expect, it } from 'vitest';
import { scaleToLoad } from '../in-time.ts';
import { createFakeServed } from './fake-served.ts';
import { openSocket } from './raw-request.ts';
import { startServing, until } from './serving.ts';
import { listen } from './sse-client.ts';

/** A server whose health check waits until it is let go. */
async function startSlow(stopMs?: number) {
  let letGo = () => {};
  let isAsked = false;
  let isStoreClosed = false;
  const waiting = new Promise<void>(resolve => {
    letGo = resolve;
  });
  const fake = createFakeServed();
  const serving = await startServing({
    stopMs,
    served: {
      ...fake,
      store: {
        ...fake.store,
        counts: async () => {
          isAsked = true;
          await waiting;
          if (isStoreClosed) throw new Error('the store was closed under a question');
          return { total: 7 };
        },
      },
      close: async () => {
        isStoreClosed = true;
      },
    },
  });
  return { ...serving, letGo, isAsked: () => isAsked, isStoreClosed: () => isStoreClosed };
}

describe('a server that stops', () => {
  it('lets answers under way finish, takes no more, and closes the store last', async () => {
    const { get, url, close, letGo, isAsked, isStoreClosed, bugs } = await startSlow();
    const answer = get('/v1/counts');
    await until(isAsked, 'the store is asked');
    const closing = close();
    await until(
      async () => (await fetch(`${url}/health`).catch(() => undefined)) === undefined,
      'nobody comes in',
    );
    expect(isStoreClosed()).toBe(false);
    letGo();
    expect((await answer).headers.get('connection')).toBe('close');
    expect(await (await answer).json()).toMatchObject({ total: 7 });
    await closing;
    expect(isStoreClosed()).toBe(true);
    expect(bugs).toEqual([]);
  });

  it('waits no longer than its limit', async () => {
    const { get, close, letGo, isAsked, isStoreClosed } = await startSlow(100);
    const answer = get('/v1/counts').then(
      () => 'answered',
      () => 'broken off',
    );
    await until(isAsked, 'the store is asked');
    const start = performance.now();
    await close();
    expect(performance.now() - start).toBeLessThan(scaleToLoad(5_000));
    expect(isStoreClosed()).toBe(true);
    expect(await answer).toBe('broken off');
    letGo();
  });

  it('tells those who listen to come back, and does not wait for them', async () => {
    const { url, close } = await startServing({ served: createFakeServed() });
    const clients = await Promise.all(
      ['/v1/events', '/v1/writers/w/requests', '/v1/events'].map(path => listen(url + path)),
    );
    await until(() => clients.every(({ events }) => events.length > 0), 'they listen');
    await close();
    await until(() => clients.every(client => client.isEnded()), 'their streams end');
    for (const client of clients)
      expect(client.events.at(-1)).toMatchObject({ event: 'restarting', data: {} });
  });

  it('is not held up by one who listens and does not read', async () => {
    const { url, close } = await startServing({ served: createFakeServed(), stopMs: 200 });
    const deaf = await openSocket(url);
    deaf.pause();
    deaf.write('GET /v1/events HTTP/1.1\r\nhost: localhost\r\n\r\n');
    const idle = await openSocket(url);
    const half = await openSocket(url);
    half.write('GET /v1/runs HTTP/1.1\r\nhost: loc');
    const start = performance.now();
    await close();
    expect(performance.now() - start).toBeLessThan(scaleToLoad(5_000));
    idle.destroy();
  });

  it('may be called twice', async () => {
    let closed = 0;
    const close = async () => {
      closed += 1;
    };
    const serving = await startServing({ served: createFakeServed([], { close }) });
    await Promise.all([serving.close(), serving.close()]);
    await serving.close();
    expect(closed).toBe(1);
  });

  it('loses no answer under load', async () => {
    const { get, close, lines } = await startServing({ served: createFakeServed() });
    const outcomes: (number | 'refused')[] = [];
    let isOn = true;
    const load = Array.from({ length: 8 }, async () => {
      while (isOn) {
        try {
          const answer = await get('/v1/runs');
          await answer.json();
          outcomes.push(answer.status);
        } catch (error) {
          // What could not be sent at all may be refused; an answer that began may not be cut.
          if (error instanceof TypeError && error.message === 'fetch failed') outcomes.push('refused');
          else throw error;
          return;
        }
      }
    });
    await until(() => outcomes.length > 50, 'there is load');
    await close();
    isOn = false;
    await Promise.all(load);
    expect(new Set(outcomes.filter(outcome => outcome !== 'refused'))).toEqual(new Set([200]));
    expect(lines.filter(line => line.aborted === true)).toEqual([]);
  });
});

describe('a server that cannot start', () => {
  it('fails with a hint when its port is in use', async () => {
    const { url } = await startServing({ served: createFakeServed() });
    const port = Number(new URL(url).port);
    await expect(startServing({ served: createFakeServed(), port })).rejects.toMatchObject({
      kind: 'conflict',
      message: `port ${port} of 127.0.0.1 is in use`,
    });
  });

  it('fails with a hint when its address is not of this machine', async () => {
    const token = { id: 'a', name: 'ada', scopes: [], createdAt: 0 };
    const { tokens } = createFakeServed();
    const served = createFakeServed([], { tokens: { ...tokens, list: async () => [token] } });
    await expect(startServing({ served, host: '192.0.2.1' })).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringContaining('cannot listen at 192.0.2.1'),
    });
  });
});
