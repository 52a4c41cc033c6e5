import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import type { RunEvent } from '../../../src/contract/run-events.ts';
import { runCreated, sampleNow } from '../../contract/sample-events.ts';
import { startServing } from '../../server/serving.ts';

export type FailingStarts = {
  /** The server in front, which fails every seventh start: before it passes it on, or after that. */
  readonly url: string;
  /** Each start that got through: the id of the new run, and that of the run it repeats. */
  readonly started: { readonly id: string; readonly retryOf: string }[];
  /** The runs that the client asked to start again, in the order of the requests. */
  readonly asked: string[];
  /** Ends the failing, and records what started so far. */
  readonly heal: () => Promise<void>;
};

const everySo = 7;

/** A real server over a store with failed runs, whose starts another program records as queued runs. */
export async function serveFailingStarts(runs: number): Promise<FailingStarts> {
  const started: FailingStarts['started'] = [];
  const asked: string[] = [];
  let isHealed = false;
  const due: RunEvent[] = [];
  const events = Array.from({ length: runs }, (_, at) =>
    runCreated(`run_${String(at).padStart(4, '0')}`, {
      createdAt: sampleNow - at * 1_000,
      status: 'failed',
      input: JSON.stringify({ order: at }),
      error: { name: 'TimeoutError', message: 'mail provider did not answer' },
    }),
  );
  const hookUrl = await listen(async (incoming, response) => {
    const { runId, workflow, retryOf } = JSON.parse(await text(incoming));
    started.push({ id: runId, retryOf });
    const fields = { name: workflow, status: 'queued', startedAt: undefined, finishedAt: undefined, retryOf };
    due.push(runCreated(runId, { ...fields, createdAt: sampleNow + started.length }));
    response.writeHead(204).end();
  });
  const serving = await startServing({ events, startUrl: new URL(hookUrl) });
  const url = await listen(async (incoming, response) => {
    const body = incoming.method === 'POST' ? await text(incoming) : undefined;
    const isStart = incoming.method === 'POST' && incoming.url === '/v1/runs';
    if (isStart) asked.push(JSON.parse(body ?? '{}').retryOf);
    const fails = isStart && !isHealed && asked.length % everySo === 0;
    if (fails && asked.length % (2 * everySo) === 0) return void response.writeHead(500).end();
    const answer = await forward(serving.url, incoming, body);
    if (!fails) answer.pipe(response.writeHead(answer.statusCode ?? 500, answer.headers));
    else answer.resume().on('end', () => response.writeHead(500).end());
  });
  return {
    ...{ url, started, asked },
    heal: async () => {
      isHealed = true;
      const events = due.splice(0);
      await serving.served.intake.apply({ writer: 'program', sequence: 1, isOwner: false, events });
    },
  };
}

async function listen(
  answer: (incoming: IncomingMessage, response: ServerResponse) => Promise<void>,
): Promise<string> {
  const server = createServer((incoming, response) => void answer(incoming, response));
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function forward(url: string, { method, url: path, headers }: IncomingMessage, body: string | undefined) {
  return new Promise<IncomingMessage>((resolve, reject) => {
    const { host: _, ...others } = headers;
    request(new URL(path ?? '/', url), { method, headers: others }, resolve)
      .on('error', reject)
      .end(body);
  });
}
