import { describe, expect, it, onTestFinished } from 'vitest';
import type { ServedStore } from '../../src/contract/served-store.ts';
import { openServedPostgres } from '../../src/database/postgres/store/open-served-postgres.ts';
import { openServedSqlite } from '../../src/database/sqlite/serve/open-served-sqlite.ts';
import { runCreated } from '../contract/sample-events.ts';
import { tempFolder } from '../database/sqlite/temp-store.ts';
import { createTestDatabase } from '../postgres/test-database.ts';
import { someOf, trials } from '../trials.ts';
import { createFakeServed } from './fake-served.ts';
import { addToken, type Serving, startServing, until } from './serving.ts';

const target = (kind: string) => ({ name: 'served', kind, location: 'test', reason: 'argument' });

const stores: Readonly<Record<string, () => Promise<ServedStore>>> = {
  async sqlite() {
    const folder = tempFolder();
    onTestFinished(() => folder.remove());
    return openServedSqlite({ path: folder.file('runs.db'), target: target('sqlite') });
  },
  async postgres() {
    const { url, drop } = await createTestDatabase();
    onTestFinished(drop);
    return openServedPostgres({ url, target: target('postgres') });
  },
};

const runs = trials(2_000, 1_000);

/** Words that are in no payload, and a clause that no index answers. */
const dearest = `/v1/runs?limit=500&filter=${encodeURIComponent(
  `${Array.from({ length: 40 }, (_, at) => `-word${at}x`).join(' ')} -input.a:b*c -output.d:*e*`,
)}`;

async function fill(served: ServedStore): Promise<void> {
  for (let first = 0; first < runs; first += 1_000) {
    const events = Array.from({ length: 1_000 }, (_, at) =>
      runCreated(`r${first + at}`, {
        status: 'running',
        finishedAt: undefined,
        input: JSON.stringify({ text: `some text ${first + at} `.repeat(30) }),
      }),
    );
    await served.intake.apply({ writer: 'w', sequence: first + 1, isOwner: false, events });
  }
}

/** The longest of a few answers to each of another's questions, in ms. */
async function othersTimes({ get, post }: Serving, headers: Readonly<Record<string, string>>, round: string) {
  const longest = { list: 0, search: 0, cancel: 0 };
  for (let at = 0; at < 3; at += 1) {
    const asked = {
      list: () => get('/v1/runs?limit=50', headers),
      search: () => get(`/v1/runs?limit=5&filter=${encodeURIComponent('text id:r1*')}`, headers),
      cancel: () => post(`/v1/runs/r${at + (round === 'quiet' ? 0 : 10)}/cancel`, {}, headers),
    };
    for (const name of ['list', 'search', 'cancel'] as const) {
      const start = performance.now();
      const answer = await asked[name]();
      await answer.arrayBuffer();
      expect([200, 202]).toContain(answer.status);
      longest[name] = Math.max(longest[name], performance.now() - start);
    }
  }
  return longest;
}

describe.each(someOf(Object.keys(stores), 2))(
  'while one token asks the dearest questions, 8 at a time, on %s',
  kind => {
    it('the list, search and cancel of another are answered', async () => {
      const served = await stores[kind]?.();
      if (!served) throw new Error('no store');
      await fill(served);
      const serving = await startServing({ served });
      const [greedy, other] = await Promise.all([addToken(served, ['read']), addToken(served, ['cancel'])]);
      const headers = { 'x-api-key': other.text };
      const quiet = await othersTimes(serving, headers, 'quiet');
      let isOver = false;
      let answered = 0;
      const attack = Array.from({ length: 8 }, async () => {
        while (!isOver) {
          const answer = await serving.get(dearest, { 'x-api-key': greedy.text });
          await answer.arrayBuffer();
          expect([200, 429]).toContain(answer.status);
          answered += 1;
        }
      });
      await until(() => answered > 0, 'the first is answered');
      const busy = await othersTimes(serving, headers, 'busy');
      isOver = true;
      await Promise.all(attack);
      for (const name of ['list', 'search', 'cancel'] as const)
        expect(busy[name], name).toBeLessThan(Math.max(5_000, 10 * quiet[name]));
    });
  },
);

/** A store whose searches last until the test ends them or their clients leave. */
function createSlowServed() {
  const fake = createFakeServed();
  const running = new Set<() => void>();
  let aborted = 0;
  const listRuns: ServedStore['store']['listRuns'] = (query, { signal }) => {
    if (query.clauses.length === 0) return Promise.resolve({ runs: [] });
    return new Promise((resolve, reject) => {
      const end = () => {
        running.delete(end);
        resolve({ runs: [] });
      };
      running.add(end);
      signal?.addEventListener('abort', () => {
        running.delete(end);
        aborted += 1;
        reject(signal.reason);
      });
    });
  };
  return { served: { ...fake, store: { ...fake.store, listRuns } }, running, aborted: () => aborted };
}

describe('a client that asks too much at once', () => {
  const search = '/v1/runs?filter=x';

  it('is refused with a 429 and a time to wait, while its lists are answered', async () => {
    const { served, running } = createSlowServed();
    const { get } = await startServing({ served });
    const asked = Array.from({ length: 60 }, () => get(search));
    const refused = await Promise.race(asked);
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(await refused.json()).toMatchObject({ type: 'urn:runlens:problem:too-many-requests' });
    expect((await get('/v1/runs')).status).toBe(200);
    expect((await get('/health')).status).toBe(200);
    const all = Promise.all(asked);
    const ending = setInterval(() => [...running].forEach(end => void end()), 1);
    const statuses = (await all).map(({ status }) => status);
    clearInterval(ending);
    expect(statuses.filter(status => status === 200).length).toBeGreaterThanOrEqual(32);
    expect(statuses.filter(status => status === 429).length).toBeGreaterThan(20);
  });

  it('gives its place to others when it leaves', async () => {
    const { served, running, aborted } = createSlowServed();
    const { url } = await startServing({ served });
    const leaving = new AbortController();
    for (let at = 0; at < 10; at += 1) void fetch(url + search, { signal: leaving.signal }).catch(() => {});
    await until(() => running.size > 0, 'it is asked');
    const before = running.size;
    const stays = fetch(url + search);
    await new Promise(resolve => setTimeout(resolve, 50));
    expect(running.size).toBe(before);
    leaving.abort();
    await until(() => aborted() >= before && running.size === 1, 'the place is free');
    for (const end of running) end();
    expect((await stays).status).toBe(200);
  });
});
