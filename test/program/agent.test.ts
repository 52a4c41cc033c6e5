import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { expect, onTestFinished } from 'vitest';
import { openRecorder } from '../../src/recorder/recorder.ts';
import { leakedSecrets, madeUpSecrets, writtenForms } from '../model/text/made-up-secrets.ts';
import { oneIn } from '../trials.ts';
import { recordTexts } from './record-texts.ts';
import { writeSample } from './sample-store.ts';
import { environmentOf, startAgent, startAgentOf } from './start-agent.ts';
import { builtProgram, test, type Workplace } from './workplace.ts';

test('an agent lists, groups, gets and compares runs, and is refused a cancel', async ({ place }) => {
  const store = place.path('runs.db');
  await writeSample(store, { count: 8, prefix: 'flow' });
  const recorder = await openRecorder({ location: store });
  const run = recorder.start({ workflow: 'long', input: { minutes: 10 } });
  recorder.start({ workflow: 'long', id: 'run_good' }).succeed({ ok: true });
  recorder.start({ workflow: 'long', id: 'run_bad' }).fail(new Error('boom'));
  await recorder.flush();
  const { client, read, call } = await startAgent(place, '--target', store);
  expect(client.getServerVersion()).toMatchObject({ name: 'runlens' });
  expect((await read('list_runs', { filter: 'workflow:flow* status:failed' })).runs).toHaveLength(2);
  const { failures } = await read('list_failures');
  expect(failures.map(({ message }: { message: string }) => message).join()).toContain('boom');
  expect(await read('get_failure', { id: failures[0].id })).toMatchObject({ lastRunId: 'run_bad' });
  expect(await read('compare_runs', { id: 'run_bad' })).toMatchObject({ b: { id: 'run_good' } });
  expect(await read('get_run', { id: run.id })).toMatchObject({ status: 'running', input: { minutes: 10 } });

  const { text, isError } = await call('cancel_runs', { ids: [run.id] });
  expect([isError, text]).toEqual([true, expect.stringContaining('runlens mcp --allow act')]);
  expect(run.signal.aborted).toBe(false);

  const careful = await startAgent(place, '--target', store, '--allow', 'act', '--read-only');
  const refused = { id: run.id, result: 'refused', reason: expect.stringContaining('was opened read-only') };
  expect((await careful.read('cancel_runs', { ids: [run.id] })).runs).toMatchObject([refused]);
  expect(run.signal.aborted).toBe(false);

  const acting = await startAgent(place, '--target', store, '--allow', 'act');
  const canceled = await acting.read('cancel_runs', { ids: [run.id] });
  expect(canceled.runs).toMatchObject([{ id: run.id, result: 'requested' }]);
  await expect.poll(() => run.signal.aborted).toBe(true);
  await recorder.close();
});

test('clients of the protocol of 2025 and of 2026 are both told why a run failed', async ({ place }) => {
  const store = place.path('runs.db');
  const recorder = await openRecorder({ location: store });
  recorder.start({ workflow: 'long', id: 'run_bad' }).fail(new Error('boom'));
  await recorder.close();
  for (const [mode, version] of [
    ['legacy', /^2025-/u],
    ['auto', /^2026-07-/u],
  ] as const) {
    const { client, read } = await startAgentOf(mode, place, '--target', store);
    expect(client.getNegotiatedProtocolVersion()).toMatch(version);
    expect((await client.listTools()).tools.length).toBeGreaterThan(7);
    expect((await read('get_run', { id: 'run_bad' })).explanation.join('\n')).toContain('boom');
  }
});

test('an agent starts a workflow that a program offers, and runs it again', async ({ place }) => {
  const store = place.path('runs.db');
  const recorder = await openRecorder({ location: store });
  recorder.workflow('greet', async (input: unknown) => ({ greeted: input }));
  const { read } = await startAgent(place, '--target', store, '--allow', 'act');
  const offered = () => read('list_workflows').then(({ workflows }) => workflows);
  await expect.poll(offered).toMatchObject([{ name: 'greet', isOffered: true }]);
  const { id } = await read('start_run', { workflow: 'greet', input: { name: 'Ada' } });
  const run = () => read('get_run', { id });
  await expect.poll(run).toMatchObject({ status: 'success', output: { greeted: { name: 'Ada' } } });
  expect((await run()).actor).toContain('(agent)');
  const [again] = (await read('run_again', { ids: [id] })).runs;
  expect(again).toMatchObject({ id, result: 'started', newId: expect.any(String) });
  const second = () => read('get_run', { id: again.newId });
  await expect.poll(second).toMatchObject({ status: 'success', input: { name: 'Ada' }, retryOf: id });
  await recorder.close();
});

test('an agent reads none of fifty secrets, wherever they were recorded', async ({ place }) => {
  const secrets = [...madeUpSecrets(7), ...madeUpSecrets(8)];
  const forms = writtenForms.filter((_, index) => index % 4 === 0);
  const texts = secrets.flatMap((secret, at) =>
    forms.filter((_, form) => (at + form) % forms.length === 0).map(({ write }) => write(secret)),
  );
  expect(leakedSecrets(texts.join('\n'), secrets).length).toBe(new Set(secrets.map(({ kind }) => kind)).size);
  const store = place.path('runs.db');
  await recordTexts(store, texts, text => ({ [text]: text }));
  const { read, call } = await startAgent(place, '--target', store);
  const answers: string[] = [];
  const keep = async (name: string, args: Record<string, unknown> = {}) => {
    const { text } = await call(name, args);
    answers.push(text);
    return text.startsWith('{') ? JSON.parse(text) : {};
  };
  const ids: string[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await keep('list_runs', { limit: 50, cursor });
    ids.push(...page.runs.map(({ id }: { id: string }) => id));
    if (page.nextCursor === null) break;
    cursor = page.nextCursor;
  }
  expect(ids.length).toBe(texts.length + 1);
  for (const id of ids.filter((_, at) => at % oneIn(8, 24) === 0)) await keep('get_run', { id });
  const include = ['steps', 'messages', 'trace'];
  const open = [{}];
  for (const part of open) {
    const { leftOut = [] } = await keep('get_run', { id: 'run_all', include, ...part });
    if (open.length < 8)
      open.push(...leftOut.map(({ path, cursor }: { path: string; cursor: string }) => ({ path, cursor })));
  }
  expect(open.length).toBeGreaterThan(5);
  const { failures } = await keep('list_failures', { limit: 50 });
  for (const { id } of failures.slice(0, 5)) await keep('get_failure', { id });
  await keep('explain_failures', { filter: 'status:failed' });
  await keep('compare_runs', { id: ids[1], against: ids[2] });
  await keep('list_workflows', { limit: 100 });
  await keep('list_targets');
  expect(answers.flatMap(text => leakedSecrets(text, secrets))).toEqual([]);
  expect(answers.join('').length).toBeGreaterThan(50_000);
  expect((await read('list_runs', { limit: 1 })).runs).toHaveLength(1);
});

/** `runlens mcp` with lines that are written by hand. */
function startByHand(place: Workplace, ...args: readonly string[]) {
  const child = spawn(process.execPath, [builtProgram, 'mcp', ...args], {
    cwd: place.folder,
    env: environmentOf(place),
    stdio: 'pipe',
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let out = '';
  let err = '';
  child.stdout.on('data', chunk => (out += chunk));
  child.stderr.on('data', chunk => (err += chunk));
  const send = (message: object) => child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  const initialize = async () => {
    const params = {
      protocolVersion: '2025-06-18',
      capabilities: {},
      clientInfo: { name: 'hand', version: '1' },
    };
    send({ id: 0, method: 'initialize', params });
    await expect.poll(() => out).toContain('"id":0');
    send({ method: 'notifications/initialized' });
  };
  return { child, send, initialize, out: () => out, err: () => err, ended: once(child, 'close') };
}

test('stdout has the messages of the protocol alone, and the end of stdin ends the program', async ({
  place,
}) => {
  await writeSample(place.path('runs.db'), { count: 3 });
  writeFileSync(place.path('other.db'), 'this is no database');
  const { child, send, initialize, out, err, ended } = startByHand(place, '--target', place.path('runs.db'));
  await initialize();
  send({ id: 3, method: 'tools/call', params: 'no arguments' });
  send({ id: 1, method: 'tools/call', params: { name: 'list_runs', arguments: {} } });
  send({ id: 2, method: 'tools/call', params: { name: 'get_run', arguments: { id: 'nope' } } });
  await expect.poll(() => out()).toMatch(/"id":[12][,}].*\n.*"id":[12][,}]/u);
  child.stdin.end();
  expect(await ended).toEqual([0, null]);
  const lines = out().trimEnd().split('\n');
  expect(lines.map(line => JSON.parse(line).jsonrpc)).toEqual(lines.map(() => '2.0'));
  expect(err()).toContain('runlens: ');
});

test('a signal ends the program while a client is connected', async ({ place }) => {
  const { child, initialize, ended } = startByHand(place);
  await initialize();
  child.kill('SIGTERM');
  expect(await ended).toEqual([143, null]);
});

test('a store that cannot be read is an answer, and the program goes on', async ({ place }) => {
  writeFileSync(place.path('runs.db'), 'this is no database, however long it is');
  const { call } = await startAgent(place, '--target', place.path('runs.db'));
  for (const name of ['list_runs', 'list_failures']) {
    const { text, isError } = await call(name);
    expect([isError, text]).toEqual([true, expect.stringContaining('runs.db')]);
  }
  expect((await call('list_targets')).isError).toBe(false);
});
