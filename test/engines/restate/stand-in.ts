import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Server } from 'node:net';
import { onTestFinished } from 'vitest';
import { testCertificate } from '../../http/test-certificate.ts';

export type Asked = {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
};

export type StandIn = { readonly url: string; readonly asked: readonly Asked[] };

/** A server that answers in Restate's stead what a real one cannot be made to answer. */
export async function startStandIn(
  answer: (asked: Asked, response: ServerResponse) => void,
  { isTls = false } = {},
): Promise<StandIn> {
  const asked: Asked[] = [];
  const hear = (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    request.on('data', chunk => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url: path = '', headers } = request;
      const one = { method, path, headers, body: Buffer.concat(chunks).toString() };
      asked.push(one);
      answer(one, response);
    });
  };
  const server = isTls ? createTlsServer(testCertificate, hear) : createServer(hear);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    server.closeAllConnections();
    await stop(server);
  });
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('it listens nowhere');
  return { url: `${isTls ? 'https' : 'http'}://127.0.0.1:${address.port}`, asked };
}

async function stop(server: Server): Promise<void> {
  server.close();
  await once(server, 'close');
}

export function answerJson(response: ServerResponse, value: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}
