import { afterEach, describe, expect, it } from 'vitest';
import { newestFirst } from '../../../src/contract/lists/sort.ts';
import type { RunStore } from '../../../src/contract/run-store.ts';
import type { ServedStore } from '../../../src/contract/served-store.ts';
import { emptyQuery } from '../../../src/model/query/query.ts';
import type { RunningServer } from '../../../src/server/serve-store.ts';
import { idsOf, listAll, waitFor } from '../../contract/reading.ts';
import { runCreated } from '../../contract/sample-events.ts';
import { scaleToLoad } from '../../in-time.ts';
import { backings } from './backings.ts';
import { createSender, openAt, startServer, watchRequests } from './http-under-test.ts';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

async function start(openServed: () => Promise<ServedStore>): Promise<RunningServer> {
  const server = await startServer(await openServed());
  cleanups.push(server.close);
  return server;
}

async function open(url: string): Promise<RunStore> {
  const store = await openAt(url);
  cleanups.push(() => store.close());
  return store;
}

describe.each(backings)('two servers over one $name', ({ create }) => {
  async function startTwo() {
    const { openServed, remove } = await create();
    cleanups.push(remove);
    return [await start(openServed), await start(openServed)] as const;
  }

  it('report what the other one stored, and pass on requests to cancel, within a second', async () => {
    const [one, two] = await startTwo();
    const store = await open(two.url);
    const watching = new AbortController();
    let changes = 0;
    const watched = (async () => {
      for await (const _ of store.changes(watching.signal)) changes += 1;
    })();
    const sender = createSender(one.url, 'w', true);
    // What is taken before the other server listens, nobody has to hear of.
    await waitFor(async () => {
      await sender.send([runCreated('first')]);
      return changes > 0;
    });
    const before = changes;
    await sender.send([runCreated('r', { status: 'running', finishedAt: undefined })]);
    await waitFor(() => changes > before, scaleToLoad(1_000));
    expect(idsOf(await listAll(store, emptyQuery))).toContain('r');

    const requests = watchRequests(one.url, 'w');
    cleanups.push(requests.stop);
    expect(await store.cancelRun('r')).toEqual({ type: 'requested' });
    await waitFor(() => requests.seen().includes('r'), scaleToLoad(1_000));
    watching.abort();
    await watched;
  });

  it('keep what a recorder offers that went from one to the other, until it is silent', async () => {
    const { openServed, remove } = await create();
    cleanups.push(remove);
    const servers = [await openServed(), await openServed()] as const;
    for (const { close } of servers) cleanups.push(close);
    const [left, other] = servers;
    await other.starts.claim('w', { room: new Map([['work', 0]]), held: [] });
    await left.starts.leave(['w'], 3_600_000);
    expect(await left.store.startRun({ workflow: 'work' })).toMatchObject({ type: 'started' });
    await left.starts.leave(['w'], 0);
    expect(await left.store.startRun({ workflow: 'work' })).toEqual({ type: 'not-offered', offered: [] });
  });

  it('store a batch once that is sent to both, as after a lost response', async () => {
    const urls = (await startTwo()).map(server => server.url);
    const senders = urls.map(url => createSender(url, 'w', true));
    for (let n = 1; n <= 10; n += 1) {
      const events = [
        runCreated(`r${n}`),
        { type: 'log-added', runId: `r${n}`, at: 1, level: 'info', message: 'once' } as const,
      ];
      const answers = await Promise.all(senders.map(sender => sender.post(n, events)));
      expect(answers.filter(answer => answer.isNew)).toHaveLength(1);
    }
    const store = await open(urls[1] ?? '');
    const page = await store.listRuns(emptyQuery, { sort: newestFirst, limit: 50, now: 0 });
    const traces = await Promise.all(page.runs.map(run => store.getTrace(run.id)));
    expect(traces.map(trace => trace?.logTotal)).toEqual(Array.from({ length: 10 }, () => 1));
  });
});
