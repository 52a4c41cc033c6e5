import { createServer, type IncomingMessage } from 'node:http';
import { onTestFinished } from 'vitest';
import type { HttpTiming } from '../../../src/http/with-retries.ts';
import { openAt } from './http-under-test.ts';

type Reply = { readonly status?: number; readonly body: unknown };

/** A store over a server that answers so, and what it was asked. */
export async function openStoreOf(
  reply: (url: URL) => Reply | Promise<Reply>,
  timeouts?: Partial<HttpTiming>,
) {
  const asked: URL[] = [];
  const server = createServer(async (request: IncomingMessage, response) => {
    const url = new URL(request.url ?? '', 'http://localhost');
    asked.push(url);
    const { status = 200, body } = await reply(url);
    const type = status === 200 ? 'application/json' : 'application/problem+json';
    response.writeHead(status, { 'content-type': type }).end(JSON.stringify(body));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const store = await openAt(`http://127.0.0.1:${address.port}`, undefined, timeouts);
  onTestFinished(async () => {
    await store.close();
    server.closeAllConnections();
    server.close();
  });
  return { store, asked };
}
