import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as v from 'valibot';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { createHttpClient, type HttpClient, type HttpClientOptions } from '../../src/http/http-client.ts';
import { refusalOf } from '../../src/http/http-refusal.ts';
import { InspectorError } from '../../src/model/errors.ts';
import { startFaultProxy } from './fault-proxy.ts';

const schema = v.object({ n: v.number() });
const servers: Server[] = [];
const clients: HttpClient[] = [];

afterEach(async () => {
  await Promise.all(clients.splice(0).map(client => client.close()));
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address() as AddressInfo;
  return `http://127.0.0.1:${address.port}`;
}

function clientOf(url: string, options: Partial<HttpClientOptions> = {}): HttpClient {
  const client = createHttpClient({
    url,
    env: {},
    ...options,
    timeouts: { firstRetryMs: 10, ...options.timeouts },
  });
  clients.push(client);
  return client;
}

function answer(body: unknown, status = 200, headers: Record<string, string> = {}): RequestListener {
  return (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  };
}

async function failureOf(promise: Promise<unknown>): Promise<InspectorError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof InspectorError) return error;
    throw error;
  }
  throw new Error('it did not fail');
}

/** A server that sends the same again and again, as fast as it is taken, after a beginning. */
async function pour(beginning: string, again: string): Promise<string> {
  const { url, set, close } = await startFaultProxy();
  onTestFinished(close);
  const piece = again.repeat(Math.ceil(2 ** 18 / again.length));
  set(client => {
    client.resume().write(beginning);
    const more = () => {
      while (!client.destroyed && client.write(piece));
    };
    client.on('drain', more);
    more();
  });
  return url;
}

const inChunks = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n';

describe('an answer that is more work than it has bytes is given up at once:', () => {
  it.each([
    ['a chunk for each byte', inChunks, '1\r\n \r\n', 'in pieces of less than 16 bytes'],
    ['hints of an answer, without an end', '', 'HTTP/1.1 103 Early Hints\r\n\r\n', 'without an end'],
  ])('%s', async (_, beginning, again, message) => {
    const client = clientOf(await pour(beginning, again), { timeouts: { silentMs: 60_000 } });
    const before = process.cpuUsage();
    const failure = await failureOf(client.requestJson({ path: '/v1/runs' }, schema));
    expect(failure.kind).toBe('unreadable');
    expect(failure.message).toContain(message);
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1_000).toBeLessThan(1_500);
  });

  it('an answer whose chunks are ordinary lines is read', async () => {
    const url = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).write('{"n":1,"lines":[0');
      for (let line = 0; line < 5_000; line += 1) response.write(`,"a line of some words ${line}"`);
      response.end(']}');
    });
    expect(await clientOf(url).requestJson({ path: '/' }, schema)).toMatchObject({ n: 1 });
  });
});

describe('an HTTP client', () => {
  it('sends requests below its base path, with the token', async () => {
    const seen: IncomingMessage[] = [];
    const url = await serve((request, response) => {
      seen.push(request);
      answer({ n: 1 })(request, response);
    });
    const client = clientOf(`${url}/base/`, { token: 'rl_a_b' });
    expect(await client.requestJson({ path: '/v1/x?y=1' }, schema)).toEqual({ n: 1 });
    expect(seen[0]?.url).toBe('/base/v1/x?y=1');
    expect(seen[0]?.headers).toMatchObject({ authorization: 'Bearer rl_a_b' });
    expect(client.location).toBe(`${url}/base`);
  });

  it('retries what may succeed a moment later, three tries in all', async () => {
    let times = 0;
    const url = await serve((request, response) => {
      times += 1;
      if (times < 3) answer({}, 503)(request, response);
      else answer({ n: times })(request, response);
    });
    expect(await clientOf(url).requestJson({ path: '/' }, schema)).toEqual({ n: 3 });
    times = -10;
    const failure = await failureOf(clientOf(url).requestJson({ path: '/' }, schema));
    expect(failure).toMatchObject({ kind: 'unreachable', message: `${url} answered 503` });
    expect(times).toBe(-7);
  });

  it('never repeats a request that does more the second time', async () => {
    let times = 0;
    const url = await serve((request, response) => {
      times += 1;
      answer({}, 503)(request, response);
    });
    const client = clientOf(url);
    await failureOf(client.requestJson({ method: 'POST', path: '/', body: '{}' }, schema));
    expect(times).toBe(1);
    await failureOf(
      client.requestJson({ method: 'POST', path: '/', body: '{}', isRepeatable: true }, schema),
    );
    expect(times).toBe(4);
  });

  it('shows the detail and the hint of a problem, and which problem it is', async () => {
    const problem = {
      type: 'urn:runlens:problem:unauthorized',
      title: 'a token is needed',
      status: 401,
      detail: 'no such token: rl_a_secret \u001b[31m',
    };
    const url = await serve(answer(problem, 401, { 'content-type': 'application/problem+json' }));
    const failure = await failureOf(
      clientOf(url, { token: 'rl_a_secret' }).requestJson({ path: '/' }, schema),
    );
    expect(failure).toMatchObject({
      kind: 'auth',
      message: `${url} answered 401: no such token: •••`,
      hint: 'ask for another token',
    });
    expect(refusalOf(failure)).toMatchObject({ status: 401, problem: 'unauthorized' });
  });

  it('explains once why a token is refused, in the server’s words or in its own', async () => {
    const said = {
      title: 'forbidden',
      status: 403,
      detail: 'the token does not allow this: it needs the scope "cancel"',
    };
    const hints = async (status: number, body: object) => {
      const url = await serve(answer(body, status, { 'content-type': 'application/problem+json' }));
      return (await failureOf(clientOf(url, { token: 'rl_a_secret' }).requestJson({ path: '/' }, schema)))
        .hint;
    };
    const type = 'urn:runlens:problem:forbidden';
    expect(await hints(403, { ...said, type })).toBe('ask for one with a wider scope');
    expect(await hints(401, {})).toBe('the token is wrong, or was revoked: ask for another token');
  });

  it('rejects with the reason of an aborted signal, and when it is closed', async () => {
    const url = await serve(() => undefined);
    const client = clientOf(url, { timeouts: { silentMs: 60_000 } });
    const controller = new AbortController();
    const reason = new Error('not interested');
    const asked = client.requestJson({ path: '/', signal: controller.signal }, schema);
    const other = failureOf(client.requestJson({ path: '/' }, schema));
    controller.abort(reason);
    await expect(asked).rejects.toBe(reason);
    await client.close();
    await client.close();
    expect((await other).message).toMatch(/closed/);
    expect((await failureOf(client.requestJson({ path: '/' }, schema))).message).toMatch(/closed/);
  });
});
