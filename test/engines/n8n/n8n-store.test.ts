import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, test, vi } from 'vitest';
import { newestFirst } from '../../../src/contract/lists/sort.ts';
import type { RunStore } from '../../../src/contract/run-store.ts';
import { createLister, createNames } from '../../../src/engines/n8n/list-executions.ts';
import { createN8nClient } from '../../../src/engines/n8n/n8n-client.ts';
import { n8nEngine } from '../../../src/engines/n8n/n8n-engine.ts';
import { openN8nStore } from '../../../src/engines/n8n/open-n8n-store.ts';
import { compileMatcher } from '../../../src/model/query/match/compile-matcher.ts';
import { parseQuery } from '../../../src/model/query/parse/parse-query.ts';
import { emptyQuery } from '../../../src/model/query/query.ts';
import type { Run } from '../../../src/model/run.ts';
import { parseLocation } from '../../../src/targets/parse-location.ts';
import { idsOf, listAll } from '../../contract/reading.ts';
import { trials } from '../../trials.ts';
import { answerJson, key, type StandIn, startStandIn } from './stand-in.ts';

let n8n: StandIn;
let opened: RunStore | undefined;
const now = Date.parse('2026-12-01T00:00:00Z');
const page = { sort: newestFirst, limit: 50, now };

beforeEach(async () => {
  n8n = await startStandIn();
  opened = undefined;
});

afterEach(async () => {
  await opened?.close();
  await n8n.close();
});

async function use(token = key): Promise<RunStore> {
  const target = { name: 'n8n', kind: 'n8n', location: n8n.url, reason: 'argument' };
  opened ??= await openN8nStore({ url: n8n.url, token: token || undefined, target });
  return opened;
}

async function read(id: string): Promise<Run> {
  const run = await (await use()).getRun(id, { include: { steps: true } });
  if (!run) throw new Error(`there is no ${id}`);
  return run;
}

const find = async (filter: string) => listAll(await use(), parseQuery(filter), { now, limit: 7 });
const requests = () => n8n.asked.map(({ method, path }) => `${method} ${path}`);

describe('an address', () => {
  it.each([
    ['n8n:', 'http://127.0.0.1:5678'],
    ['n8n:15678', 'http://127.0.0.1:15678'],
    ['n8n:https://n8n.example.com/', 'https://n8n.example.com'],
    ['n8n:https://example.com/n8n/api/v1', 'https://example.com/n8n'],
    ['n8n:https://n8n.example.com/home/workflows', 'https://n8n.example.com'],
    ['n8n:https://n8n.example.com/home', 'https://n8n.example.com'],
    ['n8n:https://home.example.com', 'https://home.example.com'],
    ['n8n:http://api', 'http://api'],
    ['n8n:http://home/api/v1', 'http://home'],
    ['n8n:https://example.com/home-automation/n8n', 'https://example.com/home-automation/n8n'],
    ['n8n:https://example.com/home/n8n', 'https://example.com/home/n8n'],
  ])('%s is of %s', (text, place) => {
    expect(parseLocation(text, '/', '/')).toMatchObject({ kind: 'engine', engine: n8nEngine, place });
  });
});

describe('a list', () => {
  it('reads the error of a failed execution once', async () => {
    await find('status:failed');
    n8n.asked.length = 0;
    await find('status:failed');
    await find('error:gateway');
    expect(requests().filter(path => path.includes('includeData'))).toEqual([]);
  });

  it('has the errors of failed executions, and the executions that run', async () => {
    n8n.add({ status: 'running', startedAt: '2026-11-30T11:00:00.000Z', stoppedAt: null });
    const { runs } = await (await use()).listRuns(emptyQuery, page);
    expect(runs[0]).toMatchObject({
      id: '14',
      name: 'order ok',
      status: 'running',
      trigger: { type: 'webhook' },
    });
    expect(runs.filter(run => run.errorSummary).map(run => [run.id, run.errorSummary])).toMatchObject([
      ['8', { name: 'NodeApiError', step: 'Call API', code: '502' }],
      ['3', { name: 'TypeError', step: 'Render', message: expect.stringContaining("reading 'total'") }],
      ['2', { name: 'NodeApiError', step: 'Call API', code: '502' }],
    ]);
  });

  it('says by which retry a failed one was settled, as n8n itself does', async () => {
    const settled = (await find('status:failed')).map(run => [run.id, run.settled]);
    const by12 = { by: '12', at: Date.parse('2026-11-30T10:40:54.024Z'), how: 'retry' };
    expect(settled).toEqual([
      ['8', undefined],
      ['3', undefined],
      ['2', by12],
    ]);
    // The success of a retry settles the retries before it, too.
    expect(idsOf(await find('settled:yes'))).toEqual(['8', '2']);
    expect(idsOf(await find('settled:no'))).toEqual(['3']);
  });

  it('asks n8n for a status, a workflow, and what repeats a run, and reads no more', async () => {
    for (let at = 0; at < 600; at += 1) n8n.add({ status: 'success' });
    expect(idsOf(await find('status:failed'))).toEqual(['8', '3', '2']);
    expect(requests().filter(path => path.includes('limit=250') && !path.includes('status='))).toEqual([]);
    expect(idsOf(await find('status:crashed,canceled workflow:"order wait"'))).toEqual(['11', '4']);
    expect(requests().some(path => path.includes('status=canceled&workflowId=orderWait0000001'))).toBe(true);
    n8n.asked.length = 0;
    expect(idsOf(await find('id:2'))).toEqual(['2']);
    expect(requests().length).toBeLessThanOrEqual(8);
  });

  it('has crashed executions among the failed ones, also of an n8n that does not know the word', async () => {
    const { id } = n8n.add({ status: 'crashed' });
    const word = /[?&]status=(\w+)/;
    n8n.answer = ({ path }, response) =>
      word.exec(path)?.[1] === 'crashed' && answerJson(response, { message: 'no such status' }, 400);
    n8n.listsAs = { crashed: 'error' };
    expect(idsOf(await find('status:failed'))).toEqual([id, '8', '3', '2']);
    expect(idsOf(await find('status:crashed'))).toEqual([id]);
  });

  it('lists by the ids of n8n those that began later than runs after them, and finds them by time', async () => {
    const at = (second: number) => Date.UTC(2026, 10, 30, 12, 0, second);
    const add = (...seconds: readonly number[]) =>
      seconds.map(second => n8n.add({ startedAt: new Date(at(second)).toISOString() }).id);
    add(1, 9, 3, 3, 4);
    const runs = await find('since:2026-11-30T12:00:00Z');
    expect(runs.map(run => [run.id, run.createdAt, run.startedAt])).toEqual([
      ['18', at(4), at(4)],
      ['17', at(3), at(3)],
      ['16', at(3), at(3)],
      ['15', at(3), at(9)],
      ['14', at(1), at(1)],
    ]);
    const until = 'until:2026-11-30T12:00:03Z since:2026-11-30T12:00:00Z';
    expect(idsOf(await find(until))).toEqual(['17', '16', '15', '14']);
  });

  it('has no run at the time of a worker whose clock is a day behind', async () => {
    const at = (second: number) => Date.UTC(2026, 10, 30, 12, 0, second);
    const dayMs = 86_400_000;
    const starts = [at(1), at(2) - dayMs, at(3), at(4), at(5), at(6) - dayMs];
    for (const start of starts) n8n.add({ startedAt: new Date(start).toISOString() });
    const runs = await find('since:2026-11-30T12:00:00Z');
    expect(runs.map(run => [run.id, run.createdAt])).toEqual([
      ['19', at(5)],
      ['18', at(5)],
      ['17', at(4)],
      ['16', at(3)],
      ['15', at(1)],
      ['14', at(1)],
    ]);
    expect((await find('')).slice(0, 6).map(run => run.createdAt)).toEqual(runs.map(run => run.createdAt));
  });

  it('takes no clock for wrong where runs waited in the queue while another one began at once', async () => {
    const at = (minute: number) => Date.UTC(2026, 10, 30, 12, minute);
    const starts = [...Array.from({ length: 8 }, () => at(10)), at(0)];
    for (const start of starts) n8n.add({ startedAt: new Date(start).toISOString() });
    expect((await find('id:22'))[0]?.createdAt).toBe(at(0));
  });

  it('finds runs by time among ids over 2³¹', async () => {
    const added = n8n.add({});
    n8n.rows.delete(added.id);
    for (const [id, hour] of [
      ['3000000000', 12],
      ['3000001000', 13],
    ] as const)
      n8n.rows.set(id, { ...added, id, startedAt: `2026-11-30T${hour}:00:00.000Z` });
    expect(idsOf(await find('until:2026-11-30T12:30:00Z since:2026-11-30T12:00:00Z'))).toEqual([
      '3000000000',
    ]);
  });

  it('has the runs in a status that only a newer n8n has', async () => {
    const { id } = n8n.add({ status: 'paused' });
    expect(idsOf(await find('status:paused'))).toEqual([id]);
    expect(idsOf(await find('status:failed,paused'))).toEqual([id, '8', '3', '2']);
  });

  it('has the runs of a workflow that was renamed, or got the name of another one, a while ago', async () => {
    const client = createN8nClient({ url: n8n.url, token: key });
    onTestFinished(() => client.close());
    const names = createNames(client, new Map());
    const idsOf = (name: string) => names.idsOf([name], {});
    expect(await idsOf('order ok')).toEqual(['orderOk000000001']);
    for (const one of n8n.workflows) if (one.id === 'orderSlow0000001') one.name = 'order ok';
    n8n.workflows.push({ id: 'orderNew00000001', name: 'order ok' });
    expect(await idsOf('order ok')).toEqual(['orderOk000000001']);
    const now = performance.now();
    onTestFinished(() => void vi.restoreAllMocks());
    vi.spyOn(performance, 'now').mockReturnValue(now + 600_000);
    const all = ['orderOk000000001', 'orderSlow0000001', 'orderNew00000001'];
    expect(await idsOf('order ok')).toEqual(all);
    expect(await idsOf('order slow')).toEqual([]);
    expect(requests().filter(path => path.includes('/workflows'))).toHaveLength(2);
    // What has no name is not asked for again and again.
    const [row] = (await client.list({ limit: 1 })).rows;
    if (!row) throw new Error('there is no execution');
    for (let times = 0; times < 3; times += 1) await names.know([{ ...row, workflowId: 'deleted' }], {});
    expect(names.of('deleted')).toBe('deleted');
    expect(requests().filter(path => path.includes('/workflows'))).toHaveLength(3);
  });

  it('has the runs of a deleted workflow beside those of a named one', async () => {
    const { id } = n8n.add({ workflowId: 'deleted000000001' });
    expect(idsOf(await find('workflow:"order wait",deleted000000001'))).toContain(id);
  });

  it('ends where n8n ignores its cursors, and says so', async () => {
    const rows = [...n8n.rows.values()].reverse();
    n8n.answer = ({ path }, response) => {
      const isOfNames = path.includes('/workflows');
      if (!isOfNames && !path.includes('/executions?')) return false;
      return answerJson(response, { data: isOfNames ? n8n.workflows : rows, nextCursor: 'same' });
    };
    const store = await use();
    const first = await store.listRuns(emptyQuery, page);
    // On a busy machine a page may end before the second request.
    const { notes } = first.notes
      ? first
      : await store.listRuns(emptyQuery, { ...page, cursor: first.nextCursor });
    expect(idsOf(first.runs)).toEqual(rows.map(({ id }) => id));
    expect(first.runs[0]).toMatchObject({ name: 'order ok' });
    expect(notes).toEqual(['n8n lists the same executions again: older ones are missing']);
  });

  it('was created when it began, also where it was listed before', async () => {
    const { id } = n8n.add({ status: 'new', startedAt: null, stoppedAt: null });
    const [listed] = await find('');
    const startedAt = new Date(Number(listed?.createdAt) - 16).toISOString();
    n8n.rows.set(id, { ...n8n.rows.get(id), id, status: 'running', startedAt });
    const at = Date.parse(startedAt);
    expect(await read(id)).toMatchObject({ createdAt: at, startedAt: at });
  });

  it('is counted where a slow n8n lists all at once', async () => {
    n8n.answer = ({ path }, response) => {
      if (!path.includes('/workflows')) return false;
      setTimeout(() => answerJson(response, { data: n8n.workflows, nextCursor: null }), 300);
      return true;
    };
    expect(await (await use()).counts()).toMatchObject({ total: 13 });
  });

  it('is not counted for longer than half a minute', async () => {
    const client = createN8nClient({ url: n8n.url, token: key });
    onTestFinished(() => client.close());
    const notes = new Map();
    for (let at = 0; at < 300; at += 1) n8n.add({ status: 'success' });
    const rows = createLister(client, createNames(client, notes), notes).all({});
    await rows.next();
    const now = performance.now();
    onTestFinished(() => void vi.restoreAllMocks());
    vi.spyOn(performance, 'now').mockReturnValue(now + 31_000);
    await expect(rows.next()).rejects.toMatchObject({
      kind: 'timeout',
      message: 'counting all executions takes too long',
    });
  });

  it('finds old runs in many by a few requests', async () => {
    for (let at = 0; at < 3_000; at += 1)
      n8n.add({ startedAt: new Date(Date.UTC(2026, 10, 30, 12) + at * 1_000).toISOString() });
    n8n.asked.length = 0;
    expect(idsOf(await find('until:2026-11-30T10:39:40Z'))).toEqual(['7', '6', '5', '4', '3', '2', '1']);
    expect(requests().length).toBeLessThan(60);
  });
});

const clauses = [
  ...['failed', 'success', 'canceled', 'running', 'sleeping', 'waiting', 'queued', 'unknown', 'active'],
  ...['crashed', 'error', 'new'],
].map(status => `status:${status}`);
const values = [
  ...['workflow:"order ok"', 'workflow:"Order Failing","order code"', 'workflow:order*', 'workflow:none'],
  ...['id:2', 'id:2,14,99', 'id:1*', 'retryOf:2', 'retryOf:*', 'trigger:retry', 'error:gateway', 'error:*'],
  ...['step:render', 'failure:*', 'started:>2026-11-30T10:40:00Z', 'duration:>30s', 'input.body.userId:7'],
  ...['since:2026-11-30T10:40:03Z', 'until:2026-11-30T10:40:33Z', 'steps:>0', 'gateway', 'TypeError'],
];

test('filters find what the matcher means of whole runs, by whatever lists they are read', async () => {
  for (const [at, status] of [
    'crashed',
    'running',
    'waiting',
    'waiting',
    'new',
    'unknown',
    'error',
  ].entries())
    n8n.add({
      status,
      startedAt: `2026-11-30T11:00:0${at}.000Z`,
      ...(status === 'waiting' ? { waitTill: `${at === 2 ? 2027 : 3000}-01-01T00:00:00.000Z` } : {}),
      ...(status === 'error'
        ? { ...n8n.rows.get('3'), retryOf: '3', mode: 'retry', startedAt: '2026-11-30T11:00:06Z' }
        : {}),
      stoppedAt: ['running', 'new'].includes(status) ? null : `2026-11-30T11:00:0${at}.500Z`,
    });
  const runs = await Promise.all((await find('')).map(({ id }) => read(id)));
  const clause = fc.tuple(fc.boolean(), fc.constantFrom(...clauses, ...values));
  const filters = fc
    .array(clause, { minLength: 1, maxLength: 3 })
    .map(all => all.map(([negated, text]) => (negated ? `-${text}` : text)).join(' '));
  await fc.assert(
    fc.asyncProperty(filters, async filter => {
      const fits = compileMatcher(parseQuery(filter), { now });
      const meant = runs.filter(run =>
        fits({
          summary: run,
          payloads: () => ({ input: run.input, output: run.output, error: run.error?.value }),
        }),
      );
      expect(idsOf(await find(filter)), filter).toEqual(idsOf(meant));
    }),
    { numRuns: trials(400, 60), examples: [['-status:failed -status:active']] },
  );
});

describe('a run', () => {
  it('has the runs of its nodes with what the nodes before put out, and the error of the one that failed', async () => {
    const run = await read('2');
    expect(run.steps?.map(({ name, status }) => [name, status])).toEqual([
      ['Webhook', 'success'],
      ['Fetch user', 'success'],
      ['Call API', 'failed'],
    ]);
    expect(run.steps?.[2]).toMatchObject({
      input: { name: 'Ada', body: { userId: 7 } },
      error: { code: '502' },
    });
    expect(run).toMatchObject({ input: { body: { userId: 7 } }, error: { stepId: run.steps?.[2]?.id } });
    expect(run.retries).toEqual(['12']);
    expect(JSON.stringify(run.raw)).not.toContain('resumeToken');
  });

  it('that failed is opened without reading the other failed ones of its workflow', async () => {
    for (let at = 0; at < 20; at += 1) n8n.add({ ...n8n.rows.get('3'), startedAt: '2026-11-30T11:00:00Z' });
    await read('3');
    expect(requests().filter(path => path.includes('includeData'))).toHaveLength(1);
  });

  it('that repeats another one says which nodes it took over, at its own start', async () => {
    const { spans } = (await (await use()).getTrace('8')) ?? { spans: [] };
    const root = spans.find(({ id }) => id === 'run');
    const nodes = spans.filter(({ id }) => id !== 'run');
    expect(root).toMatchObject({ name: 'order failing', attributes: { retryOf: '2' } });
    expect(nodes.map(({ name, startAt, attributes }) => [name, startAt, attributes.takenOverFrom])).toEqual([
      ['Webhook', root?.startAt, '2'],
      ['Fetch user', root?.startAt, '2'],
      ['Call API', 1_796_035_202_059, undefined],
    ]);
  });

  it('links the execution that it called, and one that was called links its caller', async () => {
    const { spans } = (await (await use()).getTrace('6')) ?? { spans: [] };
    expect(spans.find(({ name }) => name === 'Child')).toMatchObject({
      kind: 'workflow',
      attributes: { childRunId: '7' },
    });
    n8n.add({ mode: 'integrated', data: { parentExecution: { executionId: '6' } } });
    expect(await read('14')).toMatchObject({ parentId: '6', trigger: { type: 'integrated' } });
  });

  it('links the execution that it called by its error, where that failed', async () => {
    const error = { executionId: '94', workflowId: 'orderBroken00001', message: 'child broke [line 1]' };
    const child = { startTime: 1_796_121_390_839, executionTime: 148, executionStatus: 'error', error };
    n8n.add({ status: 'error', data: { resultData: { error, runData: { Child: [child] } } } });
    const { spans } = (await (await use()).getTrace('14')) ?? { spans: [] };
    expect(spans.find(({ name }) => name === 'Child')).toMatchObject({ attributes: { childRunId: '94' } });
  });

  it('of which n8n tells the times in seconds, as of a crash, has its nodes in its own time', async () => {
    const data = { main: [[{ json: { isArtificialRecoveredEventItem: true } }]] };
    const ofCrash = { startTime: 1_796_121_391, executionIndex: 0, source: [null] };
    const runData = {
      'Call API': [{ ...ofCrash, executionTime: 0, executionStatus: 'crashed' }],
      Webhook: [{ startTime: 1_796_121_391_871, executionIndex: 0, executionTime: 1, source: [], data }],
    };
    const [startedAt, stoppedAt] = ['2026-12-01T10:36:31.857Z', '2026-12-01T10:36:31.889Z'];
    n8n.add({ status: 'crashed', startedAt, stoppedAt, data: { resultData: { runData } } });
    const { steps, input } = await read('14');
    expect(steps?.map(({ name, startedAt: at }) => [name, at])).toEqual([
      ['Webhook', 1_796_121_391_871],
      ['Call API', Date.parse(stoppedAt)],
    ]);
    expect([input, steps?.[0]?.output]).toEqual([undefined, undefined]);
  });

  it('can be read where a node began at a time that no date can hold', async () => {
    const node = { startTime: Number.MAX_SAFE_INTEGER, executionTime: 1, executionStatus: 'success' };
    const { id } = n8n.add({ data: { resultData: { runData: { Webhook: [node] } } } });
    expect((await read(id)).steps).toMatchObject([{ name: 'Webhook' }]);
  });

  it('has the class of an error in a Code node in place of what n8n wraps it in', async () => {
    const nameOf = async (description: string | null) => {
      const error = { name: 'WrappedExecutionError', message: 'child broke [line 1]', description };
      const { id } = n8n.add({ status: 'error', data: { resultData: { error, runData: {} } } });
      return (await read(id)).error?.name;
    };
    expect(await nameOf('RangeError')).toBe('RangeError');
    // As n8n says it of a plain one.
    expect(await nameOf(null)).toBe('Error');
  });

  it('that was stopped while it waited is canceled, and so is its node', async () => {
    const run = await read('4');
    expect(run).toMatchObject({ status: 'canceled', cancel: { outcome: 'canceled' } });
    expect(run.error).toBeUndefined();
    expect(run.steps?.map(({ name, type, status }) => [name, type, status])).toEqual([
      ['Webhook', 'action', 'success'],
      ['Wait', 'sleep', 'canceled'],
    ]);
  });

  it('says why n8n canceled it, where nobody did', async () => {
    const message = 'The execution was cancelled because it timed out';
    const error = { name: 'TimeoutExecutionCancelledError', reason: 'timeout', message };
    n8n.add({ status: 'canceled', data: { resultData: { error, runData: {} } } });
    expect((await read('14')).cancel).toMatchObject({ outcome: message });
  });

  it('has the error of its node, where n8n keeps none of the run', async () => {
    const error = { name: 'NodeApiError', message: 'getaddrinfo ENOTFOUND api.example.com' };
    const call = { startTime: 1_796_121_390_839, executionTime: 148, executionStatus: 'error', error };
    n8n.add({ status: 'error', data: { resultData: { error: null, runData: { Call: [call] } } } });
    const [row] = await find('id:14');
    expect(row?.errorSummary).toMatchObject({ message: error.message, step: 'Call' });
    const run = await read('14');
    expect(run.error).toMatchObject({ message: error.message, stepId: run.steps?.[0]?.id });
  });

  it('has no error with which it went on, where it crashed or was stopped later', async () => {
    const [startTime, executionTime] = [1_796_121_390_839, 148];
    const call = {
      startTime,
      executionTime,
      executionStatus: 'success',
      error: { message: 'soft 404', timestamp: 1 },
    };
    const next = { startTime: startTime + 200, executionTime, executionStatus: 'success' };
    const data = { resultData: { runData: { Call: [call], Next: [next] } } };
    n8n.add({ status: 'crashed', data });
    n8n.add({ status: 'canceled', data });
    expect((await find('id:14'))[0]?.errorSummary).toBeUndefined();
    expect((await read('14')).error).toBeUndefined();
    const { cancel, finishedAt } = await read('15');
    expect(cancel).toEqual({ requestedAt: finishedAt, outcome: 'canceled' });
  });

  it('has what an agent asked its model', async () => {
    const at = { startTime: 1_796_121_390_839, executionTime: 148, executionStatus: 'success' };
    const inputOverride = { ai_languageModel: [[{ json: { messages: ['Human: hi'] } }]] };
    const data = { ai_languageModel: [[{ json: { response: 'hello' } }]] };
    const model = { ...at, source: [{ previousNode: 'Agent' }], inputOverride, data };
    n8n.add({ data: { resultData: { runData: { Agent: [at], Model: [model] } } } });
    expect((await read('14')).steps?.at(-1)).toMatchObject({
      ...{ name: 'Model', input: { messages: ['Human: hi'] }, output: { response: 'hello' } },
    });
  });

  it('ends no sooner than it began, whatever the clocks of its servers are', async () => {
    const [startedAt, stoppedAt] = ['2026-12-01T10:36:31.857Z', '2026-12-01T10:36:30.000Z'];
    n8n.add({ status: 'success', startedAt, stoppedAt });
    expect(await read('14')).toMatchObject({ finishedAt: Date.parse(startedAt) });
  });

  it('that waits sleeps till a time, or waits for a call', async () => {
    for (const [waitTill, status] of [
      ['2026-12-30T10:00:00.000Z', 'sleeping'],
      ['3000-01-01T00:00:00.000Z', 'waiting'],
      [null, 'waiting'],
    ]) {
      const { id } = n8n.add({ ...n8n.rows.get('4'), status: 'waiting', waitTill });
      const run = await read(id);
      expect([run.status, run.steps?.[1]?.status]).toEqual([status, status]);
    }
  });
});

describe('an act', () => {
  it('stops what runs or waits, and says how another one ended', async () => {
    const { id } = n8n.add({ status: 'waiting', waitTill: '2026-12-30T10:00:00.000Z' });
    expect(await (await use()).cancelRun(id)).toEqual({ type: 'canceled' });
    expect(await (await use()).cancelRun('1')).toEqual({ type: 'already-finished', status: 'success' });
    expect(await (await use()).cancelRun('99')).toEqual({ type: 'not-found' });
    expect(requests().filter(path => path.startsWith('POST'))).toEqual([
      `POST /api/v1/executions/${id}/stop`,
    ]);
  });

  it('retries a failed run, and tells the new one although n8n answers when that has ended', async () => {
    n8n.retryMs = 60_000;
    expect(await (await use()).restartRun?.('3')).toEqual({ type: 'started', id: '14' });
    expect(n8n.rows.get('14')).toMatchObject({ status: 'running', retryOf: '3' });
    expect(await read('14')).toMatchObject({ status: 'running', retryOf: '3' });
  });

  it('looks on for a retry where a list fails after it was sent', async () => {
    n8n.retryMs = 60_000;
    let failed = 0;
    n8n.answer = ({ path }, response) => {
      const isLooking = n8n.asked.some(({ method }) => method === 'POST') && path.includes('/executions?');
      if (!isLooking || failed > 2) return false;
      failed += 1;
      return answerJson(response, { message: 'boom' }, 500);
    };
    expect(await (await use()).restartRun?.('3')).toEqual({ type: 'started', id: '14' });
    expect(failed).toBe(3);
  });

  it('that fails before anything was sent says so', async () => {
    n8n.answer = ({ path }, response) =>
      path.includes('/executions?') && answerJson(response, { message: 'boom' }, 500);
    await expect((await use()).restartRun?.('3')).rejects.toMatchObject({
      kind: 'unreachable',
      isUnsent: true,
    });
    expect(requests().filter(path => path.startsWith('POST'))).toEqual([]);
  });

  it('retries nothing that runs, which n8n would run beside itself, nor what succeeded', async () => {
    const { id } = n8n.add({ status: 'running' });
    for (const of of [id, '1', '4'])
      expect(await (await use()).restartRun?.(of)).toEqual({
        type: 'refused',
        reason: 'n8n retries only what has failed',
      });
    expect(requests().filter(path => path.startsWith('POST'))).toEqual([]);
  });

  it('that is refused says why', async () => {
    n8n.answer = ({ method }, response) =>
      method === 'POST' && answerJson(response, { message: 'The workflow of it was deleted.' }, 409);
    expect(await (await use()).restartRun?.('3')).toEqual({
      type: 'refused',
      reason: 'The workflow of it was deleted',
    });
    n8n.answer = ({ method }, response) =>
      method === 'POST' && answerJson(response, { message: 'Forbidden' }, 403);
    await expect((await use()).restartRun?.('3')).rejects.toMatchObject({
      kind: 'auth',
      hint: expect.stringMatching(/scopes/),
    });
  });
});

describe('an answer that cannot be used', () => {
  it.each([
    ['wrong', 'the key in N8N_API_KEY is wrong, has expired, or was deleted'],
    ['', expect.stringMatching(/^n8n needs a key: make one in Settings/)],
  ])('is told of the key "%s"', async (token, hint) => {
    const asked = (await use(token)).listRuns(emptyQuery, page);
    const message = `${n8n.url} answered 401: Unauthorized`;
    await expect(asked).rejects.toMatchObject({ kind: 'auth', message, hint });
  });

  it('is one clear line, whatever n8n or a proxy before it says', async () => {
    const wrongServer = /^is this the address of n8n/;
    for (const [status, body, kind, message, hint] of [
      [403, '{"message":"Forbidden"}', 'auth', /answered 403: Forbidden$/, /its scopes/],
      [404, '<html>', 'unreachable', /answered 404$/, wrongServer],
      [500, '{"message":"boom"}', 'unreachable', /answered 500: boom$/, undefined],
      [
        200,
        '<html>a login page</html>',
        'unreadable',
        /answered with text\/html instead of JSON$/,
        wrongServer,
      ],
      [200, '{"data":7}', 'unreadable', /data: must be/, wrongServer],
    ] as const) {
      n8n.answer = (_, response) => {
        response.writeHead(status, {
          'content-type': body.startsWith('<') ? 'text/html' : 'application/json',
        });
        response.end(body);
        return true;
      };
      await expect((await use()).listRuns(emptyQuery, page)).rejects.toMatchObject({
        ...{ kind, message: expect.stringMatching(message) },
        ...(hint ? { hint: expect.stringMatching(hint) } : {}),
      });
    }
  });

  it('is asked for again after too many requests', async () => {
    let refused = 0;
    n8n.answer = (_, response) => {
      refused += 1;
      return refused <= 1 && answerJson(response, { message: 'slow down' }, 429);
    };
    expect((await (await use()).listRuns(emptyQuery, page)).runs).toHaveLength(13);
  });

  it('shows what can be shown to a key that may only list executions', async () => {
    n8n.answer = ({ path }, response) =>
      !/executions\?/.test(path) && answerJson(response, { message: 'Forbidden' }, 403);
    const { runs, notes } = await (await use()).listRuns(emptyQuery, page);
    expect(runs[0]).toMatchObject({ id: '13', name: 'orderOk000000001', status: 'success' });
    expect(notes).toEqual([
      'workflows are shown by their ids: the key may not list workflows (workflow:list)',
      'errors of some runs are not shown: the key may not read executions (execution:read)',
    ]);
  });

  it('shows workflows by their ids while n8n cannot list them, and then by their names', async () => {
    n8n.answer = ({ path }, response) =>
      path.includes('/workflows') && answerJson(response, { message: 'boom' }, 500);
    const { runs, notes } = await (await use()).listRuns(emptyQuery, page);
    expect(runs[0]).toMatchObject({ id: '13', name: 'orderOk000000001' });
    expect(notes).toEqual([`workflows are shown by their ids: ${n8n.url} answered 500: boom`]);
    n8n.answer = undefined;
    const again = await (await use()).listRuns(emptyQuery, page);
    expect(again.runs[0]).toMatchObject({ id: '13', name: 'order ok' });
    expect(again.notes).toBeUndefined();
    n8n.add({ workflowId: 'orderNew00000001' });
    n8n.workflows.push({ id: 'orderNew00000001', name: 'order new' });
    expect((await (await use()).listRuns(emptyQuery, page)).runs[0]).toMatchObject({ name: 'order new' });
  });

  it('says which errors are not shown until they could be read', async () => {
    n8n.answer = ({ path }, response) =>
      path.includes('/executions/8?') && answerJson(response, { message: 'boom' }, 500);
    const notesOf = async (filter: string) => (await (await use()).listRuns(parseQuery(filter), page)).notes;
    const note = `errors of some runs are not shown: ${n8n.url} answered 500: boom`;
    expect(await notesOf('id:8')).toEqual([note]);
    expect(await notesOf('id:3')).toEqual([note]);
    n8n.answer = undefined;
    expect(await notesOf('id:8')).toBeUndefined();
  });

  it('is asked for once where it is too large for a list, and a search says that it left it out', async () => {
    n8n.answer = ({ path }, response) => {
      if (!path.includes('/executions/3?')) return false;
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': 17 * 1_024 * 1_024 });
      response.flushHeaders();
      return true;
    };
    const store = await use();
    const large = `${n8n.url} answered with more than 16.0 MB`;
    const unshown = `errors of some runs are not shown: ${large}`;
    for (let times = 0; times < 2; times += 1)
      expect((await store.listRuns(emptyQuery, page)).notes).toEqual([unshown]);
    expect(requests().filter(path => path.includes('/executions/3?'))).toHaveLength(1);
    const { runs, notes } = await store.listRuns(parseQuery('input.body.userId:7'), page);
    expect(idsOf(runs)).toContain('2');
    expect(notes).toEqual([unshown, `the data of some runs is not searched: ${large}`]);
    expect((await store.listRuns(emptyQuery, page)).notes).toEqual([unshown]);
  });

  it('says that n8n keeps back what is larger than it shows', async () => {
    const { id } = n8n.add({ status: 'error', dataTooLargeToDisplay: true, data: undefined });
    const { runs, notes } = await (await use()).listRuns(emptyQuery, page);
    expect(runs[0]).toMatchObject({ id, status: 'failed' });
    expect(notes).toEqual([expect.stringMatching(/^n8n keeps back data over its EXECUTIONS_DATA/)]);
    expect(await read(id)).toMatchObject({ steps: [], raw: { dataTooLargeToDisplay: true } });
    expect((await (await use()).listRuns(emptyQuery, page)).notes).toEqual(notes);
    n8n.rows.delete(id);
    expect((await (await use()).listRuns(emptyQuery, page)).notes).toBeUndefined();
  });

  it('leaves out a record that cannot be read, and says so', async () => {
    n8n.add({ status: 'success' });
    n8n.rows.set('9', {
      ...n8n.rows.get('9'),
      id: '9',
      status: 'error',
      startedAt: 'soon',
      stoppedAt: 'later',
    });
    n8n.rows.set('x', { id: 'x', status: 'success' });
    const { runs, notes } = await (await use()).listRuns(emptyQuery, page);
    expect(runs).toHaveLength(14);
    expect(notes).toEqual(['executions that cannot be read are left out']);
    n8n.rows.delete('x');
    n8n.rows.delete('9');
    expect((await (await use()).listRuns(emptyQuery, page)).notes).toBeUndefined();
  });
});

test('the key goes to n8n alone, by its own header, and not over plain HTTP to another machine', async () => {
  await (await use()).listRuns(emptyQuery, page);
  expect(new Set(n8n.asked.map(asked => asked.key))).toEqual(new Set([key]));
  const target = { name: 'n8n', kind: 'n8n', location: 'n8n', reason: 'argument' };
  const opened = openN8nStore({ url: 'http://n8n.example.com', token: key, target });
  await expect(opened).rejects.toMatchObject({
    kind: 'usage',
    message: expect.stringMatching(/others can read/),
  });
});
