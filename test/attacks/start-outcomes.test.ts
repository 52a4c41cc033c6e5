import { createServer, type ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { yieldToEventLoop } from '../../src/async/yield-to-event-loop.ts';
import { ProblemError } from '../../src/server/request/problem-error.ts';
import { createHookStarts } from '../../src/server/routes/start-hook.ts';
import { runCli } from '../cli/run-cli.ts';
import { runCreated } from '../contract/sample-events.ts';
import { json as answerJson, startFaultProxy } from '../http/fault-proxy.ts';
import { connect } from '../mcp/connect.ts';
import { openSession, press } from '../screen/open-session.ts';
import { readJson, startServing } from '../server/serving.ts';
import { openAt } from '../stores/http/http-under-test.ts';

type Answer = (response: ServerResponse) => void;

const failed = runCreated('failed_1', { name: 'signup', status: 'failed', input: '{"order":1}' });
const started: Answer = response => void response.writeHead(204).end();
const breaksOff: Answer = response => void response.destroy();
const silent: Answer = () => {};

/**
 * A server with a start hook of another program, which starts every run that it is asked for, whatever it
 * answers then. A client waits `answerMs` for it.
 */
async function serveHook(answer: Answer, answerMs = 150) {
  const posted: string[] = [];
  const late: ServerResponse[] = [];
  let current = answer;
  const hook = createServer(async (request, response) => {
    const body: unknown = await json(request);
    posted.push(String(Object(body).runId));
    late.push(response);
    current(response);
  });
  await new Promise<void>(resolve => hook.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    hook.closeAllConnections();
    hook.close();
  });
  const address = hook.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const startUrl = new URL(`http://127.0.0.1:${address.port}/`);
  const startTiming = { answerMs, giveUpMs: 60_000 };
  const serving = await startServing({ events: [failed], startUrl, startTiming, stopMs: 100 });
  const record = (id: string, sequence = 1) =>
    serving.served.intake.apply({
      ...{ writer: 'program', sequence, isOwner: false },
      events: [runCreated(id, { name: 'signup', retryOf: 'failed_1' })],
    });
  return {
    ...serving,
    posted,
    record,
    /** The hook answers at last what it was asked first. */
    answerLate: () => late[0]?.writeHead(204).end(),
    become: (next: Answer) => {
      current = next;
    },
    order: (more: object = {}) =>
      serving.post('/v1/runs', { workflow: 'signup', input: { order: 1 }, ...more }),
  };
}

describe('a start hook that did start the run', () => {
  it.each([
    ['answers late', silent, 'the start hook did not answer within 0.15 s'],
    ['breaks off', breaksOff, 'the connection to the start hook broke off'],
    ['is behind a gateway', (r: ServerResponse) => r.writeHead(504).end(), 'the start hook answered 504'],
  ] as const)('and %s is not said to have refused it: the answer names the id', async (_, answer, words) => {
    const { order, posted } = await serveHook(answer);
    const response = await order();
    const problem = await readJson(response);
    expect([response.status, problem.type]).toEqual([504, 'urn:runlens:problem:start-unknown']);
    expect(problem).toMatchObject({ id: posted[0], detail: `${words}, and ${posted[0]} may have started` });
  });

  it('and answers late is asked once: the same id again waits for its answer', async () => {
    const { order, posted, answerLate } = await serveHook(silent);
    const { id } = await readJson(order({ by: 'ada' }));
    const again = order({ id });
    answerLate();
    const answer = await again;
    expect([answer.status, await answer.json()]).toEqual([202, { id, already: true, by: 'ada' }]);
    expect(posted).toEqual([id]);
  });

  it('and broke off is asked again under the same id, until the run is recorded', async () => {
    const { order, posted, record } = await serveHook(breaksOff);
    const { id } = await readJson(order());
    expect(await readJson(order({ id }))).toMatchObject({ id, status: 504 });
    await record(String(id));
    expect(await readJson(order({ id }))).toMatchObject({ id, already: true });
    expect(posted).toEqual([id, id]);
  });

  it('and broke off is asked again once, by however many at the same time', async () => {
    const posted: string[] = [];
    const answers = [new ProblemError('start-unknown', 'the connection to the start hook broke off')];
    const hook = async ({ id }: { readonly id: string }) => {
      posted.push(id);
      const problem = answers.pop();
      if (problem) throw problem;
      return id;
    };
    // A database answers later than all of them have asked.
    const isRecorded = async () => {
      await yieldToEventLoop();
      return false;
    };
    const starts = createHookStarts(hook, { isRecorded, answerMs: 60_000 });
    const start = () => starts.start({ workflow: 'signup', id: 'mine' }, new AbortController().signal);
    await expect(start()).rejects.toMatchObject({ problem: 'start-unknown' });
    const results = await Promise.all([start(), start(), start()]);
    expect(results).toEqual([
      { type: 'started', id: 'mine' },
      ...[1, 2].map(() => ({ type: 'started', id: 'mine', already: {} })),
    ]);
    expect(posted).toEqual(['mine', 'mine']);
  });

  it('takes the id for no other run, also while it is not known whether it has started', async () => {
    const { order, posted } = await serveHook(silent);
    const { id } = await readJson(order());
    const other = await order({ id, input: { order: 2 } });
    expect([other.status, await readJson(other)]).toEqual([
      409,
      expect.objectContaining({
        ...{ type: 'urn:runlens:problem:conflict', id },
        detail: `${id} is the id of a run of signup already, which was started with another input`,
      }),
    ]);
    expect(posted).toEqual([id]);
  });

  it('and is not reached, or refuses, has started nothing', async () => {
    const { order } = await serveHook(response => response.writeHead(500).end());
    expect(await readJson(order())).toMatchObject({ status: 502, type: 'urn:runlens:problem:start-failed' });
    const gone = await startServing({ startUrl: new URL('http://127.0.0.1:9/') });
    const answer = await readJson(gone.post('/v1/runs', { workflow: 'signup' }));
    expect(answer).toMatchObject({ status: 502, detail: 'the start hook cannot be reached' });
  });
});

describe('whoever asked for the start', () => {
  it('on the screen reads that it is not known, and sends the same id with a again', async () => {
    const { url, posted, become, record } = await serveHook(breaksOff);
    const { session } = openSession(await openAt(url));
    const notice = () => session.getState().notice?.text ?? '';
    const ask = async () => {
      press(session, 'a');
      await expect
        .poll(() => session.getState().overlay)
        .toMatchObject({ type: 'act-question', offers: [{}] });
      press(session, 'y');
    };
    await expect.poll(() => session.getState().list.rows.length).toBe(1);
    press(session, 'enter');
    await ask();
    await expect.poll(notice).toMatch(/^not known whether it started as run_\w+: .*may have started/);
    become(started);
    await record(posted[0] ?? '');
    await ask();
    await expect.poll(notice).toBe(`signup was already started by ada: ${posted[0]}`);
    expect(posted).toHaveLength(1);
  });

  it('with a command is told the command to ask with, and starts no second one with --id', async () => {
    const { url, posted, become } = await serveHook(breaksOff);
    const words = ['workflows', 'run', 'signup', '--input', '{"order":1}', '--target', url];
    const { code, out, err } = await runCli(words, { store: 'real' });
    const [id = ''] = posted;
    expect([code, out]).toEqual([5, '']);
    expect(err).toContain(`the connection to the start hook broke off, and ${id} may have started`);
    expect(err).toContain(`ask for it with "runlens workflows runs get ${id} --target ${url}"`);
    expect(err).toContain(`--id ${id}`);
    become(started);
    const again = await runCli([...words, '--id', id], { store: 'real' });
    expect([again.code, JSON.parse(again.out), posted]).toEqual([0, { id }, [id, id]]);
  });

  it('with a retry of several reads of each whether it is known', async () => {
    const { url, posted } = await serveHook(silent);
    const words = ['workflows', 'runs', 'retry', 'failed_1', '--target', url, '-o', 'table'];
    const { code, out } = await runCli(words, { store: 'real' });
    expect(code).toBe(5);
    expect(out).toContain(`failed_1  not known whether it started as ${posted[0]}: `);
    const piped = await runCli([...words.slice(0, -1), 'json'], { store: 'real' });
    const [row] = JSON.parse(piped.out).data;
    expect(row).toMatchObject({ result: 'unknown', reason: expect.stringContaining(`as ${posted[0]}: `) });
  });

  it('as an agent is told to ask for the id, and to send it again', async () => {
    const { url, posted, become } = await serveHook(breaksOff);
    const { call, read } = await connect({ target: url, mayAct: true });
    const { text, isError } = await call('start_run', { workflow: 'signup', input: { order: 1 } });
    const [id = ''] = posted;
    expect(isError).toBe(true);
    expect(text).toMatch(new RegExp(`^not known whether it started as ${id}: [^]*ask get_run for ${id}`));
    become(started);
    expect(await read('start_run', { workflow: 'signup', input: { order: 1 }, id })).toMatchObject({ id });
    const guess = await call('start_run', { workflow: 'signup', input: { order: 1 }, id: 'failed_1' });
    expect([guess.isError, guess.text]).toEqual([true, expect.stringContaining('no start of failed_1')]);
    become(breaksOff);
    expect(await read('run_again', { ids: ['failed_1'] })).toMatchObject({
      runs: [{ result: 'unknown', reason: expect.stringContaining(`as ${posted.at(-1)}`) }],
    });
    expect(posted.slice(0, 2)).toEqual([id, id]);
  });
});

describe('a command that gives up', () => {
  const words = (url: string) => ['workflows', 'run', 'signup', '--target', url];

  it('after a try that may have arrived says which id to ask for', async () => {
    const { url } = await serveHook(started);
    const proxy = await startFaultProxy(url);
    onTestFinished(() => proxy.close());
    proxy.set(client => client.once('data', () => client.destroy()));
    const { code, err } = await runCli(words(proxy.url), { store: 'real' });
    expect(code).toBe(5);
    expect(err).toMatch(/(run_\w{26}) may have started: ask for it with "runlens workflows runs get \1 /);
  });

  it('before a connection was made says nothing of the kind', async () => {
    const { code, err } = await runCli(words('http://127.0.0.1:9'), { store: 'real' });
    expect(code).toBe(5);
    expect(err).toContain('connection refused');
    expect(err).not.toContain('may have started');
  });

  it.each([
    ['was turned away each time says nothing of the kind', 0, false],
    ['was turned away after a try that may have arrived still says which id to ask for', 1, true],
  ])('that %s', async (_, broken, mayHaveStarted) => {
    const problem = { type: 'urn:runlens:problem:too-many-requests', title: 'too many', status: 429 };
    const turnAway = answerJson(problem, '429 Too Many Requests', {
      'content-type': 'application/problem+json',
    });
    const proxy = await startFaultProxy();
    onTestFinished(() => proxy.close());
    let tries = 0;
    proxy.set((client, upstream) => {
      tries += 1;
      if (tries <= broken) client.once('data', () => client.destroy());
      else turnAway(client, upstream);
    });
    const { code, err } = await runCli(words(proxy.url), { store: 'real' });
    expect([code, tries]).toEqual([5, 3]);
    expect(err.includes('may have started')).toBe(mayHaveStarted);
  });

  it('takes ids alone that a server takes', async () => {
    const { code, err } = await runCli([...words('http://127.0.0.1:9'), '--id', 'a b'], { store: 'real' });
    expect([code, err]).toEqual([2, expect.stringContaining('1 to 100 letters, digits')]);
  });
});
