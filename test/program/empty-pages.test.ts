import { createServer, request } from 'node:http';
import { expect, onTestFinished } from 'vitest';
import { openServedSqlite } from '../../src/database/sqlite/serve/open-served-sqlite.ts';
import { serveStore } from '../../src/server/serve-store.ts';
import { writeSample } from './sample-store.ts';
import { test, type Workplace } from './workplace.ts';

/** A server whose lists are empty pages without end, each with a new cursor. */
async function startEmptyServer(place: Workplace) {
  const path = place.path('runs.db');
  await writeSample(path, { count: 3 });
  const target = { name: 'served', kind: 'sqlite', location: path, reason: 'test' };
  const served = await openServedSqlite({ path, target });
  const real = await serveStore({ served, version: '1.2.3', port: 0, log: () => {}, reportBug: () => {} });
  const counted = { lists: 0 };
  const front = createServer((incoming, outgoing) => {
    if (new URL(incoming.url ?? '/', real.url).pathname === '/v1/runs') {
      counted.lists += 1;
      outgoing.setHeader('content-type', 'application/json');
      outgoing.end(JSON.stringify({ data: [], nextCursor: `page ${counted.lists}` }));
      return;
    }
    const { method, headers } = incoming;
    const onward = request(new URL(incoming.url ?? '/', real.url), { method, headers }, answer => {
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on('error', () => outgoing.destroy());
    outgoing.on('close', () => onward.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>(resolve => front.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    front.closeAllConnections();
    front.close();
    await real.close();
    await served.close();
  });
  const address = front.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return { url: `http://127.0.0.1:${port}`, counted };
}

test('a server of empty pages is asked a few times, and the screen says why the list stops', async ({
  place,
}) => {
  const { url, counted } = await startEmptyServer(place);
  const program = place.open({ args: [url], columns: 120, rows: 20 });
  await program.waitFor(/the list stops here: the last 12 pages had no new run · R reload/u, {
    timeoutMs: 40_000,
  });
  expect(counted.lists).toBeLessThan(30);
  const asked = counted.lists;
  program.send('R');
  await program.waitFor(() => counted.lists > asked);
});
