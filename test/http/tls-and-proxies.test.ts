import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect, type Server } from 'node:net';
import * as v from 'valibot';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createHttpClient, type HttpClientOptions } from '../../src/http/http-client.ts';
import { InspectorError } from '../../src/model/errors.ts';
import { testCertificate } from './test-certificate.ts';

const schema = v.object({ via: v.string() });

async function listen(server: Server): Promise<number> {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    if ('closeAllConnections' in server && typeof server.closeAllConnections === 'function')
      server.closeAllConnections();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

function say(via: string): RequestListener {
  return (_request, response) =>
    void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ via }));
}

async function ask(options: HttpClientOptions): Promise<string> {
  const client = createHttpClient({ env: {}, ...options, timeouts: { firstRetryMs: 1, connectMs: 500 } });
  onTestFinished(() => client.close());
  return (await client.requestJson({ path: '/v1/x' }, schema)).via;
}

async function failureOf(promise: Promise<unknown>): Promise<InspectorError> {
  const outcome = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (outcome instanceof InspectorError) return outcome;
  throw outcome ?? new Error('it did not fail');
}

/** Forwards plain requests, and opens tunnels to where it wants. */
async function startProxy(tunnelPort?: number) {
  const seen: string[] = [];
  const heads: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    seen.push(request.url ?? '');
    heads.push(request);
    say('proxy')(request, response);
  });
  server.on('connect', (request, socket) => {
    seen.push(`CONNECT ${request.url}`);
    heads.push(request);
    if (tunnelPort === undefined) return socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    socket.write('HTTP/1.1 200 OK\r\n\r\n');
    const upstream = connect(tunnelPort, '127.0.0.1');
    upstream.on('error', () => socket.destroy());
    socket.on('error', () => upstream.destroy());
    socket.pipe(upstream).pipe(socket);
  });
  return { port: await listen(server), seen, heads };
}

describe('a server with a certificate that is not trusted', () => {
  it('is refused with the reason, unless any certificate is trusted', async () => {
    const port = await listen(createTlsServer(testCertificate, say('tls')));
    const url = `https://localhost:${port}`;
    expect(await failureOf(ask({ url }))).toMatchObject({
      kind: 'unreachable',
      message: `${url} cannot be trusted: its certificate is self-signed`,
      hint: expect.stringContaining('--insecure'),
    });
    expect(await ask({ url, insecure: true, token: 'rl_a_b' })).toBe('tls');
  });

  it('is refused through a proxy too', async () => {
    const port = await listen(createTlsServer(testCertificate, say('tls')));
    const proxy = await startProxy(port);
    const env = { HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` };
    const url = 'https://runs.example.test/base';
    expect(await failureOf(ask({ url, env }))).toMatchObject({
      kind: 'unreachable',
      message: expect.stringContaining('cannot be trusted'),
    });
    expect(await ask({ url, env, insecure: true })).toBe('tls');
  });

  it('is distinguished from one that does not speak TLS', async () => {
    const port = await listen(createServer(say('plain')));
    expect(await failureOf(ask({ url: `https://localhost:${port}` }))).toMatchObject({
      kind: 'unreachable',
      message: expect.stringContaining('does not speak TLS'),
      hint: expect.not.stringContaining('--insecure'),
    });
  });
});

describe('a proxy of the environment', () => {
  it.each([
    ['HTTP_PROXY', 'http://runs.example.test', 'http://runs.example.test/v1/x'],
    ['http_proxy', 'http://runs.example.test/base/', 'http://runs.example.test/base/v1/x'],
  ])('is asked by %s', async (name, url, seen) => {
    const proxy = await startProxy();
    expect(await ask({ url, env: { [name]: `http://user:pw@127.0.0.1:${proxy.port}` } })).toBe('proxy');
    expect(proxy.seen).toEqual([seen]);
    expect(proxy.heads[0]?.headers['proxy-authorization']).toBe(`Basic ${btoa('user:pw')}`);
  });

  it.each(['HTTPS_PROXY', 'https_proxy'])(
    'opens a tunnel by %s, and sees nothing of what goes through',
    async name => {
      const port = await listen(createTlsServer(testCertificate, say('tls')));
      const proxy = await startProxy(port);
      const env = { [name]: `http://127.0.0.1:${proxy.port}` };
      expect(await ask({ url: 'https://runs.example.test', env, insecure: true, token: 'rl_a_b' })).toBe(
        'tls',
      );
      expect(proxy.seen).toEqual(['CONNECT runs.example.test:443']);
      expect(JSON.stringify(proxy.heads[0]?.headers)).not.toContain('rl_a_b');
    },
  );

  it('is not used for the hosts of NO_PROXY, another scheme and loopback', async () => {
    const proxy = await startProxy();
    const port = await listen(createServer(say('server')));
    const address = `http://127.0.0.1:${proxy.port}`;
    const outside = 'http://runs.example.invalid';
    expect(
      (await failureOf(ask({ url: outside, env: { HTTP_PROXY: address, NO_PROXY: '.example.invalid' } })))
        .message,
    ).toMatch(/unknown host name|looked up/);
    expect((await failureOf(ask({ url: outside, env: { HTTPS_PROXY: address } }))).message).toMatch(
      /unknown host name|looked up/,
    );
    expect(await ask({ url: `http://localhost:${port}`, env: { HTTP_PROXY: address } })).toBe('server');
    expect(proxy.seen).toEqual([]);
  });

  it('is named when it refuses to connect', async () => {
    const proxy = await startProxy();
    const env = { HTTPS_PROXY: `http://user:secret@127.0.0.1:${proxy.port}` };
    const failure = await failureOf(ask({ url: 'https://runs.example.test', env }));
    expect(failure.message).toMatch(/proxy/);
    expect(`${failure.message} ${failure.hint}`).not.toContain('secret');
    const gone = { HTTPS_PROXY: 'http://user:secret@127.0.0.1:9' };
    const away = await failureOf(ask({ url: 'https://runs.example.test', env: gone }));
    expect(`${away.message} ${away.hint}`).toMatch(/may go through the proxy 127\.0\.0\.1:9/);
    expect(`${away.message} ${away.hint}`).not.toContain('secret');
    const wrong = { HTTPS_PROXY: 'ftp://user:secret@x' };
    const failed = await failureOf(ask({ url: 'https://runs.example.test', env: wrong }));
    expect(failed).toMatchObject({ kind: 'usage', message: 'HTTPS_PROXY is not the address of a proxy' });
  });
});
