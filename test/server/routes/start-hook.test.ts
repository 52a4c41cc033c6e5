import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createStartHook } from '../../../src/server/routes/start-hook.ts';
import { createFakeServed } from '../fake-served.ts';
import { addToken, startServing } from '../serving.ts';

type Asked = { readonly headers: IncomingMessage['headers']; readonly body: unknown; readonly url: string };

/** What starts runs elsewhere; answers as the test says and keeps what it was received. */
async function startElsewhere(answer: (response: ServerResponse, received: Asked) => void) {
  const received: Asked[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', chunk => chunks.push(chunk));
    request.on('end', () => {
      const one = {
        headers: request.headers,
        body: JSON.parse(String(Buffer.concat(chunks))),
        url: request.url ?? '',
      };
      received.push(one);
      answer(response, one);
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { url: new URL(`http://127.0.0.1:${address.port}/hook?key=hunter2`), received };
}

const options = { giveUpMs: 10_000, ending: new AbortController().signal };
const order = { workflow: 'signup', input: { email: 'ada@example.com', list: [1, null] } };

async function startWith(answer: (response: ServerResponse, received: Asked) => void) {
  const { url, received } = await startElsewhere(answer);
  const serving = await startServing({ served: createFakeServed(), startUrl: url });
  return { ...serving, received, order: (body: unknown = order) => serving.post('/v1/runs', body) };
}

describe('a run that is to start', () => {
  it('is posted to where runs are started, under an id of its own', async () => {
    const { order, received, get } = await startWith(response => response.writeHead(204).end());
    const answer = await order();
    expect(answer.status).toBe(202);
    const { id } = { id: '', ...Object(await answer.json()) };
    expect(id).toMatch(/^run_[0-9a-f-]{36}$/);
    expect(received).toMatchObject([
      { url: '/hook?key=hunter2', body: { workflow: 'signup', input: { list: [1, null] }, runId: id } },
    ]);
    expect(received[0]?.headers['content-type']).toBe('application/json');
    expect(await (await get('/v1')).json()).toMatchObject({ can: { start: true } });
  });

  it('has the name of a workflow, of no more than 500 characters', async () => {
    const { order, received } = await startWith(response => response.writeHead(204).end());
    const answer = await order({ workflow: 'w'.repeat(501) });
    expect([answer.status, received]).toEqual([400, []]);
    expect(await answer.text()).toContain('must be 500 characters at most');
    expect((await order({ workflow: 'w'.repeat(500) })).status).toBe(202);
  });

  it('without input is posted without any, which is not null', async () => {
    const { order, received } = await startWith(response => response.writeHead(200).end());
    await order({ workflow: 'signup' });
    await order({ workflow: 'signup', input: null });
    expect(received[0]?.body).not.toHaveProperty('input');
    expect(received[1]?.body).toHaveProperty('input', null);
  });

  it('is posted with what starts it, and who: without a token, the client says so', async () => {
    const { order, received } = await startWith(response => response.writeHead(204).end());
    await order();
    await order({ workflow: 'signup', trigger: 'cli', by: 'ada', retryOf: 'run_1' });
    expect(received.map(({ body }) => body)).toMatchObject([
      { trigger: 'api' },
      { trigger: 'cli', actor: 'ada', retryOf: 'run_1' },
    ]);
    expect(received[0]?.body).not.toHaveProperty('actor');
  });

  it('has the name of the token as its actor, whatever the client says', async () => {
    const { url, received } = await startElsewhere(response => response.writeHead(204).end());
    const serving = await startServing({ startUrl: url });
    const { text } = await addToken(serving.served, ['start'], 'bot');
    const answer = await serving.post(
      '/v1/runs',
      { workflow: 'signup', by: 'ada' },
      { authorization: `Bearer ${text}` },
    );
    expect(answer.status).toBe(202);
    expect(received).toMatchObject([{ body: { actor: 'bot' } }]);
  });

  it('is started once, however often a client repeats its request', async () => {
    const { order, received } = await startWith(response => response.writeHead(204).end());
    const once = { workflow: 'signup', id: 'run_mine' };
    const answers = await Promise.all([order(once), order(once)]);
    answers.push(await order(once));
    for (const answer of answers) expect(await answer.json()).toMatchObject({ id: 'run_mine' });
    expect(received).toMatchObject([{ body: { runId: 'run_mine' } }]);
  });

  it('can be started by a second try under the same id where the first failed', async () => {
    const statuses = [500, 204];
    const { order, received } = await startWith(response =>
      response.writeHead(statuses.shift() ?? 500).end(),
    );
    const once = { workflow: 'signup', id: 'run_mine' };
    expect((await order(once)).status).toBe(502);
    expect((await order(once)).status).toBe(202);
    expect(received).toHaveLength(2);
  });

  it.each([
    ['{"id":"theirs"}', 'theirs'],
    ['{"id":7}', undefined],
    ['<html>', undefined],
    [`{"id":"${'x'.repeat(501)}"}`, undefined],
    [' '.repeat(200_000), undefined],
  ])('has the id that the hook says: case %#', async (text, expected) => {
    const { order, received } = await startWith(response => response.writeHead(201).end(text));
    const { id } = { id: '', ...Object(await (await order()).json()) };
    expect(id).toBe(expected ?? Object(received[0]?.body)['runId']);
  });

  it.each([400, 404, 500, 302])('is not started where the hook answers %i', async status => {
    const { order, received, bugs } = await startWith(response =>
      response.writeHead(status, { location: '/elsewhere' }).end('the secret reason'),
    );
    const answer = await order();
    expect(answer.status).toBe(502);
    const text = await answer.text();
    expect(JSON.parse(text)).toMatchObject({
      type: 'urn:runlens:problem:start-failed',
      detail: `the start hook answered ${status}`,
    });
    expect(text).not.toMatch(/secret|hunter2/);
    expect(received).toHaveLength(1);
    expect(bugs).toEqual([]);
  });

  it('is started when the hook confirms it and breaks off', async () => {
    const { order, received } = await startWith(response => {
      response.writeHead(201, { 'content-length': 100 });
      response.write('{"id":', () => response.destroy());
    });
    const answer = await order();
    expect(answer.status).toBe(202);
    expect(await answer.json()).toEqual({ id: Object(received[0]?.body)['runId'] });
  });

  it('is not started where nobody listens', async () => {
    const serving = await startServing({
      served: createFakeServed(),
      startUrl: new URL('http://user:hunter2@127.0.0.1:1/'),
    });
    const answer = await serving.post('/v1/runs', order);
    expect(answer.status).toBe(502);
    const text = await answer.text();
    expect(JSON.parse(text)).toMatchObject({ detail: 'the start hook cannot be reached' });
    expect(text).not.toMatch(/hunter2|127\.0/);
  });

  it('is not waited for without end', async () => {
    const { url } = await startElsewhere(() => {});
    const hook = createStartHook(url, { ...options, giveUpMs: 50 });
    await expect(hook({ ...order, id: 'run_1' })).rejects.toMatchObject({
      problem: 'start-unknown',
      message: 'the start hook did not answer within 0.05 s, and run_1 may have started',
    });
  });

  it('sends the name and password of its URL', async () => {
    const { url, received } = await startElsewhere(response => response.writeHead(204).end());
    url.username = 'us%25er';
    url.password = 'hunter2';
    await createStartHook(url, options)({ ...order, id: 'run_1' });
    expect(received[0]?.headers.authorization).toBe(`Basic ${btoa('us%er:hunter2')}`);
  });

  it('sends a password that is not percent-encoded', async () => {
    const { url, received } = await startElsewhere(response => response.writeHead(204).end());
    const address = new URL(url.href.replace('://', '://ada:100%25%sure@'));
    await createStartHook(address, options)({ ...order, id: 'run_1' });
    expect(received[0]?.headers.authorization).toBe(`Basic ${btoa('ada:100%25%sure')}`);
  });

  it('needs the name of a workflow, and nothing that would be ignored', async () => {
    const { order, received } = await startWith(response => response.writeHead(204).end());
    expect(await (await order({ input: 1 })).json()).toMatchObject({ detail: 'workflow: is missing' });
    expect(await (await order({ workflow: '' })).json()).toMatchObject({
      detail: 'workflow: must not be empty',
    });
    expect(await (await order({ workflow: 'a', inputs: 1 })).json()).toMatchObject({
      detail: 'inputs: is not known',
    });
    expect(received).toEqual([]);
  });

  it('cannot be started without a hook', async () => {
    const { post, get } = await startServing({ served: createFakeServed() });
    const answer = await post('/v1/runs', order);
    expect(answer.status).toBe(501);
    expect(await answer.json()).toMatchObject({
      type: 'urn:runlens:problem:unsupported',
      detail: 'this server cannot start runs: it has no start hook',
      hint: expect.stringContaining('--start-url'),
    });
    expect(await (await get('/v1')).json()).toMatchObject({ can: { start: false } });
  });
});
