import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';

export type Row = Readonly<Record<string, unknown>> & { readonly id: string; readonly status: string };

export type Asked = { readonly method: string; readonly path: string; readonly key: string | undefined };

export const key = 'a-key-of-the-stand-in';

/** What n8n 2.40.7 answered: its list, and some of its executions whole. */
const samples = join(import.meta.dirname, 'samples');
const read = (name: string) => JSON.parse(readFileSync(join(samples, name), 'utf8'));
const listed: readonly Row[] = read('executions.json').data;
const wholes = new Map<string, Row>(
  readdirSync(samples)
    .filter(name => name.startsWith('execution-'))
    .map(read)
    .map(whole => [whole.id, whole]),
);

/** The names of workflows of which there is no whole execution are those of the flows that were run. */
const workflows = [
  ...new Map(
    [...wholes.values()].map(({ workflowData }) => {
      const { id, name } = workflowData as { readonly id: string; readonly name: string };
      return [id, { id, name }] as const;
    }),
  ).values(),
  { id: 'orderOk000000001', name: 'order ok' },
  { id: 'orderSlow0000001', name: 'order slow' },
  { id: 'orderChild000001', name: 'order child' },
];

export type StandIn = {
  readonly url: string;
  /** Added in the order of their ids. */
  readonly rows: Map<string, Row>;
  /** The only one that it takes; any without one. */
  key?: string;
  readonly asked: Asked[];
  readonly workflows: { id: string; name: string }[];
  /** Answers in its stead, where it returns true. */
  answer?: (request: Asked, response: ServerResponse) => boolean;
  /** Another status by which it lists a status. */
  listsAs?: Readonly<Record<string, string>>;
  /** How long a retry runs: its request is answered then. */
  retryMs: number;
  readonly add: (row: Partial<Row>) => Row;
  readonly close: () => Promise<void>;
};

/** A server that answers in n8n's stead, by the rows of the samples and the rules that were seen. */
export async function startStandIn(): Promise<StandIn> {
  const rows = new Map(listed.map(row => [row.id, { ...row, ...wholes.get(row.id) }] as const).reverse());
  let last = Math.max(...listed.map(row => Number(row.id)));
  const standIn: Omit<StandIn, 'url' | 'close'> = {
    rows,
    key,
    asked: [],
    workflows: [...workflows],
    retryMs: 20,
    add(given) {
      last += 1;
      const id = String(last);
      const row = { ...listed[0], finished: false, retryOf: null, waitTill: null, ...given, id } as Row;
      rows.set(id, row);
      return row;
    },
  };
  const server = createServer((request, response) => {
    const { method = '', url = '' } = request;
    const asked = { method, path: url, key: headerOf(request) };
    standIn.asked.push(asked);
    request.resume().on('end', () => {
      if (!standIn.answer?.(asked, response)) void reply(standIn, asked, response);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('no port');
  return Object.assign(standIn, {
    url: `http://127.0.0.1:${address.port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise(done => server.close(done));
    },
  });
}

function headerOf({ headers }: IncomingMessage): string | undefined {
  return String(headers['x-n8n-api-key'] ?? '') || undefined;
}

export function answerJson(response: ServerResponse, body: unknown, status = 200): true {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(body));
  return true;
}

async function reply(standIn: Omit<StandIn, 'url' | 'close'>, asked: Asked, response: ServerResponse) {
  const url = new URL(asked.path, 'http://n8n');
  const [, id = '', action] = /^\/api\/v1\/executions\/([^/]+)(?:\/(\w+))?$/.exec(url.pathname) ?? [];
  if (standIn.key !== undefined && asked.key !== standIn.key)
    return answerJson(response, { message: 'Unauthorized' }, 401);
  if (url.pathname === '/api/v1/workflows')
    return answerJson(response, { data: standIn.workflows, nextCursor: null });
  if (url.pathname === '/api/v1/executions') return list(standIn, url.searchParams, response);
  const row = standIn.rows.get(id);
  if (!row) return answerJson(response, { message: 'Not Found' }, 404);
  if (action === 'stop') return stop(standIn, row, response);
  if (action === 'retry') return retry(standIn, row, response);
  return answerJson(response, row);
}

const wordsOfStatus = 'canceled,crashed,error,new,running,success,unknown,waiting';

function list(
  { rows, listsAs = {} }: Pick<StandIn, 'rows' | 'listsAs'>,
  query: URLSearchParams,
  response: ServerResponse,
) {
  const status = query.get('status') ?? undefined;
  if (status !== undefined && !wordsOfStatus.split(',').includes(status))
    return answerJson(response, { message: `status must be one of ${wordsOfStatus}` }, 400);
  const cursor = query.get('cursor');
  const from = cursor === null ? undefined : JSON.parse(Buffer.from(cursor, 'base64').toString());
  const limit = Math.min(250, Number(from?.limit ?? query.get('limit') ?? 100));
  const workflowId = query.get('workflowId');
  const found = [...rows.values()]
    .reverse()
    .filter(row =>
      status === undefined ? row.status !== 'running' : (listsAs[row.status] ?? row.status) === status,
    )
    .filter(row => workflowId === null || row['workflowId'] === workflowId)
    .filter(row => from === undefined || Number(row.id) < Number(from.lastId));
  const page = found.slice(0, limit);
  const next = JSON.stringify({ lastId: page.at(-1)?.id, limit });
  return answerJson(response, {
    data: page.map(listedOf),
    nextCursor: found.length > limit ? Buffer.from(next).toString('base64') : null,
  });
}

const listedKeys = Object.keys(listed[0] ?? {});

function listedOf(row: Row) {
  return Object.fromEntries(listedKeys.map(name => [name, row[name] ?? null]));
}

function stop({ rows }: Pick<StandIn, 'rows'>, row: Row, response: ServerResponse) {
  const message = `Only running or waiting executions can be stopped and ${row.id} is currently ${row.status}`;
  if (!['running', 'waiting'].includes(row.status)) return answerJson(response, { message }, 409);
  const stopped = { ...row, status: 'canceled', waitTill: null, stoppedAt: new Date().toISOString() };
  rows.set(row.id, stopped);
  return answerJson(response, { mode: row['mode'], finished: false, status: 'canceled' });
}

/** It is answered once the new execution has ended; one that runs is accepted, too. */
async function retry(standIn: Omit<StandIn, 'url' | 'close'>, row: Row, response: ServerResponse) {
  if (row.status === 'success')
    return answerJson(response, { message: 'The execution succeeded, so it cannot be retried.' }, 409);
  const { data: _, ...copied } = row;
  const started = { ...copied, mode: 'retry', retryOf: row.id, retrySuccessId: null, status: 'running' };
  const made = standIn.add({ ...started, startedAt: new Date().toISOString(), stoppedAt: null });
  await new Promise(done => setTimeout(done, standIn.retryMs));
  const ended = { ...made, status: 'success', finished: true, stoppedAt: new Date().toISOString() };
  standIn.rows.set(made.id, ended);
  standIn.rows.set(row.id, { ...row, retrySuccessId: made.id });
  return answerJson(response, listedOf(ended));
}
