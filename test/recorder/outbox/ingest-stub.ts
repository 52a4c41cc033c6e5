import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { gunzipSync } from 'node:zlib';
import * as v from 'valibot';
import { onTestFinished } from 'vitest';
import { problemType } from '../../../src/protocol/problem.ts';

const bodySchema = v.object({
  writer: v.string(),
  sequence: v.number(),
  facts: v.array(
    v.looseObject({ type: v.string(), id: v.optional(v.string()), runId: v.optional(v.string()) }),
  ),
});

export type Received = v.InferOutput<typeof bodySchema> & {
  readonly raw: Buffer;
  readonly headers: IncomingMessage['headers'];
  readonly at: number;
};

/** How a batch is answered: by default it is taken. */
export type StubAnswer =
  | 'take'
  | 'reset'
  | 'take-and-reset'
  | 'hang'
  | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string };

export type IngestStub = {
  readonly url: string;
  readonly received: readonly Received[];
  /** Events that were taken, each batch once. */
  readonly events: () => readonly Received['facts'][number][];
  respond: (batch: Received) => StubAnswer;
  /** What else the answers contain. */
  answer: { refused: readonly { id: string; reason: string }[]; cancelRequested: readonly string[] };
  /** Streams of requests to cancel that are open. */
  readonly streams: Set<ServerResponse>;
  streamsEndAtOnce: boolean;
  readonly streamsOpened: () => number;
  close(): Promise<void>;
};

export function problem(status: number, name: Parameters<typeof problemType>[0], detail = 'no'): StubAnswer {
  const body = JSON.stringify({ type: problemType(name), title: name, status, detail });
  return { status, headers: { 'content-type': 'application/problem+json' }, body };
}

/** A server that takes batches as the real one does, or fails as `respond` says. */
export async function startIngestStub(port = 0): Promise<IngestStub> {
  const received: Received[] = [];
  const taken = new Map<string, number>();
  const events: Received['facts'][number][] = [];
  const sockets = new Set<Socket>();
  let opened = 0;

  function take(batch: Received): boolean {
    if (batch.sequence <= (taken.get(batch.writer) ?? 0)) return false;
    taken.set(batch.writer, batch.sequence);
    events.push(...batch.facts);
    return true;
  }
  async function ingest(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const raw = await readAll(request);
    const text = request.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw;
    const body = v.parse(bodySchema, JSON.parse(text.toString('utf8')));
    const batch: Received = { ...body, raw, headers: request.headers, at: performance.now() };
    received.push(batch);
    const answer = stub.respond(batch);
    if (answer === 'hang') return;
    if (answer === 'reset') return void request.socket.resetAndDestroy();
    if (typeof answer === 'object') {
      response.writeHead(answer.status, answer.headers).end(answer.body ?? '');
      return;
    }
    const isNew = take(batch);
    if (answer === 'take-and-reset') return void request.socket.resetAndDestroy();
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ isNew, ...stub.answer }));
  }
  const server = createServer((request, response) => {
    if (request.url === '/v1/ingest') {
      ingest(request, response).catch(error => response.writeHead(500).end(String(error)));
    } else {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      opened += 1;
      if (stub.streamsEndAtOnce) return void response.end('retry: 0\n\n');
      response.write('retry: 1000\n\n');
      stub.streams.add(response);
      response.on('close', () => stub.streams.delete(response));
    }
  });
  server.on('connection', socket => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
  });
  await new Promise<void>(resolve => server.listen(port, '127.0.0.1', resolve));
  const stub: IngestStub = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    events: () => events,
    respond: () => 'take',
    answer: { refused: [], cancelRequested: [] },
    streams: new Set(),
    streamsEndAtOnce: false,
    streamsOpened: () => opened,
    async close() {
      for (const socket of sockets) socket.destroy();
      if (server.listening) await new Promise(resolve => server.close(resolve));
    },
  };
  onTestFinished(() => stub.close());
  return stub;
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}
