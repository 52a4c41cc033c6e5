import { describe, expect, it } from 'vitest';
import { emptyQuery } from '../../../src/model/query/query.ts';
import { durationMs } from '../../../src/model/run.ts';
import { formatDuration } from '../../../src/model/text/formats.ts';
import { spanDurationMs } from '../../../src/model/trace/span-tree.ts';
import { idsOf, listAll } from '../../contract/reading.ts';
import {
  exceptionEvent,
  idText,
  logsLine,
  type SpanText,
  start,
  traceA,
  traceB,
  tracesLine,
} from './otlp-text.ts';
import { readText, type TextRuns } from './read-text.ts';

const runs = (store: TextRuns) => listAll(store, emptyQuery);

async function onlyRun(...spans: readonly SpanText[]) {
  const store = readText(tracesLine(spans));
  const [row] = await runs(store);
  const run = await store.getRun(row?.id ?? '', { include: { steps: true, messages: true } });
  if (!run) throw new Error('there is no run');
  return run;
}

const runId = (id: string) => ({ 'workflow.run.id': id });

describe('the duration of a run', () => {
  it.each([
    [0.2, 1.78, '2ms'],
    [0.9, 2.3, '1ms'],
    [0.7, 1.3, '<1ms'],
    [0.5, 0.2, '<1ms'],
  ])('from %f ms to %f ms is the one of its root span', async (from, to, shown) => {
    const store = readText(tracesLine([{ id: 'root', from, to }]));
    const [run] = await runs(store);
    const [span] = (await store.getTrace(run?.id ?? ''))?.spans ?? [];
    if (!run || !span) throw new Error('there is no run');
    expect(formatDuration(durationMs(run, 0) ?? Number.NaN)).toBe(shown);
    expect(formatDuration(spanDurationMs(span, 0))).toBe(shown);
  });
});

describe('which spans are a run', () => {
  it.each([
    ['the id of the workflow run', { 'workflow.run.id': 'run_1', 'gen_ai.conversation.id': 'talk' }, 'run_1'],
    ['else the id of the conversation', { 'gen_ai.conversation.id': 'talk' }, 'talk'],
    ['else the id of the trace', {}, traceA],
  ])('takes %s', async (_, attributes, id) => {
    expect((await onlyRun({ id: 'root', attributes }, { id: 'kid', parent: 'root' })).id).toBe(id);
  });

  it('takes the id from any span of the trace', async () => {
    const run = await onlyRun(
      { id: 'root', name: 'POST /run' },
      { id: 'kid', parent: 'root', attributes: runId('run_1') },
    );
    expect(run.id).toBe('run_1');
  });

  it('joins the traces of one id, and ends with the last of them', async () => {
    const store = readText(
      tracesLine([{ id: 'two', trace: traceB, from: 5_000, to: 6_000, attributes: runId('run_1') }]),
      tracesLine([
        { id: 'one', from: 0, to: 1_000, code: 2, message: 'not yet', attributes: runId('run_1') },
      ]),
    );
    expect(await runs(store)).toMatchObject([
      { id: 'run_1', status: 'success', createdAt: start, finishedAt: start + 6_000 },
    ]);
    expect((await store.getTrace('run_1'))?.spanTotal).toBe(2);
  });

  it('separates the runs of one trace by the nearest span that names one, and links them', async () => {
    const store = readText(
      tracesLine([
        { id: 'http', name: 'POST /order', to: 100 },
        {
          id: 'a',
          parent: 'http',
          from: 1,
          to: 90,
          attributes: { ...runId('run_a'), 'workflow.name': 'order' },
        },
        { id: 'a1', parent: 'a', from: 2 },
        {
          id: 'b',
          parent: 'a1',
          from: 3,
          to: 50,
          attributes: { ...runId('run_b'), 'workflow.name': 'mail' },
        },
        { id: 'b1', parent: 'b', from: 4 },
        { id: 'b2', parent: 'b1', from: 5, attributes: runId('run_b') },
      ]),
      logsLine([
        { span: 'b1', body: 'of b' },
        { span: 'a1', body: 'of a' },
      ]),
    );
    expect(await runs(store)).toMatchObject([
      { id: 'run_b', name: 'mail', parentId: 'run_a', createdAt: start + 3, status: 'success' },
      { id: 'run_a', name: 'order', createdAt: start + 1 },
    ]);
    const trace = await store.getTrace('run_b');
    expect(idsOf(trace?.spans ?? [])).toEqual(['b', 'b1', 'b2'].map(idText));
    expect(trace?.logs.map(({ message }) => message)).toEqual(['of b']);
    expect((await store.getTrace('run_a'))?.spanTotal).toBe(3);
  });

  it('terminates when parents form a circle', async () => {
    const run = await onlyRun({ id: 'a', parent: 'b' }, { id: 'b', parent: 'a', from: 1 });
    expect(run).toMatchObject({ status: 'unknown', startedAt: start });
  });
});

describe('the outcome of a run', () => {
  it.each([
    ['success', { code: 0 }],
    ['success', { code: 1 }],
    ['failed', { code: 2, message: 'no' }],
    ['canceled', { code: 2, attributes: { 'workflow.run.status': 'cancelled' } }],
    ['canceled', { code: 0, attributes: { 'workflow.run.status': 'canceled' } }],
    ['success', { code: 0, attributes: { 'workflow.run.status': 'running' } }],
  ])('is %s by its root: %o', async (status, root) => {
    const run = await onlyRun({ id: 'root', ...root }, { id: 'kid', parent: 'root', code: 2 });
    expect(run.status).toBe(status);
    expect(run.finishedAt).toBe(start + 10);
  });

  it('is not known while its root is missing, and counts as active', async () => {
    const run = await onlyRun(
      { id: 'kid', parent: 'root', from: 2_000 },
      { id: 'other', parent: 'root', from: 1_000 },
    );
    expect(run).toMatchObject({
      status: 'unknown',
      statusRaw: 'root missing',
      startedAt: start + 1_000,
      stepCount: 2,
    });
    expect(run.finishedAt).toBeUndefined();
    expect(run.raw).toMatchObject({
      note: expect.stringContaining('not in the file'),
      missingParentCount: 1,
    });
  });

  it.each([
    ['as the flags of the span say', { flags: 0x300 }],
    ['as a server has', { kind: 2 }],
    ['as who takes a message has', { kind: 5 }],
  ])('is known when its parent was another process, %s', async (_, entry) => {
    expect((await onlyRun({ id: 'root', parent: 'elsewhere', ...entry })).status).toBe('success');
  });

  it('is not known when the missing parent was in the same process, whatever the kind', async () => {
    expect((await onlyRun({ id: 'root', parent: 'here', kind: 2, flags: 0x100 })).status).toBe('unknown');
  });

  it('follows the span that names the run below a root that does not', async () => {
    const run = await onlyRun(
      { id: 'http', name: 'POST /run', kind: 2, to: 500 },
      {
        id: 'run',
        parent: 'http',
        from: 10,
        to: 400,
        code: 2,
        message: 'lost',
        attributes: { ...runId('r'), 'workflow.name': 'mail' },
      },
      { id: 'step', parent: 'run', from: 20 },
    );
    expect(run).toMatchObject({
      name: 'mail',
      status: 'failed',
      startedAt: start + 10,
      finishedAt: start + 400,
      stepCount: 1,
    });
  });

  it('has failed when one of several roots has', async () => {
    expect((await onlyRun({ id: 'a', code: 2 }, { id: 'b', from: 100, to: 200 })).status).toBe('failed');
  });

  it('is explained by exceptions, with the step that failed', async () => {
    const run = await onlyRun(
      {
        id: 'root',
        code: 2,
        events: [exceptionEvent('TimeoutError', 'mail did not answer\nin 3 s')],
        to: 50,
      },
      { id: 'ok', parent: 'root', name: 'check' },
      {
        id: 'bad',
        parent: 'root',
        name: 'send',
        from: 20,
        code: 2,
        events: [exceptionEvent('Error', 'socket')],
      },
    );
    expect(run.errorSummary).toEqual({
      name: 'TimeoutError',
      message: 'mail did not answer',
      step: 'send',
      failure: expect.any(String),
    });
    expect(run.error).toMatchObject({
      name: 'TimeoutError',
      message: 'mail did not answer\nin 3 s',
      stepId: idText('bad'),
    });
    expect(run.error?.stack).toContain('at x');
    expect(run.steps).toMatchObject([
      { name: 'check', status: 'success' },
      { name: 'send', status: 'failed', error: { name: 'Error', message: 'socket' } },
    ]);
  });

  it('takes the error of the step when the root does not say why it failed', async () => {
    const run = await onlyRun(
      { id: 'root', code: 2 },
      {
        id: 'bad',
        parent: 'root',
        name: 'send',
        code: 2,
        message: 'socket',
        attributes: { 'error.type': 'E' },
      },
    );
    expect(run.errorSummary).toEqual({
      name: 'E',
      message: 'socket',
      step: 'send',
      failure: expect.any(String),
    });
    expect(run.error).toMatchObject({ message: 'socket', name: 'E' });
  });

  it('goes on when an exporter wrote its root before the end, until the end comes, in whatever order', async () => {
    const root = { id: 'root', from: 5, attributes: runId('r') };
    const open = tracesLine([root]).replace(/"endTimeUnixNano":"\d+"/, '"endTimeUnixNano":"0"');
    const running = await readText(open).getRun('r');
    expect(running).toMatchObject({ status: 'running', startedAt: start + 5 });
    expect(running?.finishedAt).toBeUndefined();
    const ended = await readText(tracesLine([root]), open).getRun('r');
    expect(ended).toMatchObject({ status: 'success', finishedAt: start + 15 });
  });

  it('gives the kind of error where nothing else is recorded', async () => {
    const run = await onlyRun({ id: 'root', code: 2, attributes: { 'error.type': 'Timeout' } });
    expect(run.errorSummary).toEqual({
      name: 'Timeout',
      message: 'no message was recorded',
      failure: expect.any(String),
    });
    expect(run.error).toMatchObject({ name: 'Timeout' });
  });

  it('never ends before it began, whatever the clocks say', async () => {
    const run = await onlyRun(
      { id: 'root', from: 100, to: 40 },
      { id: 'kid', parent: 'root', from: 10, to: 900 },
    );
    expect(run).toMatchObject({ startedAt: start + 100, finishedAt: start + 100 });
  });

  it('counts a span that was exported twice once', async () => {
    const chat = {
      id: 'chat',
      parent: 'root',
      attributes: { 'gen_ai.operation.name': 'chat', 'gen_ai.usage.input_tokens': 5 },
    };
    const run = await onlyRun({ id: 'root' }, chat, chat);
    expect(run).toMatchObject({ stepCount: 1, usage: [{ quantity: 1, inputTokens: 5 }] });
  });
});

describe('models and agents', () => {
  it.each([
    [
      'of today',
      {
        'gen_ai.operation.name': 'chat',
        'gen_ai.provider.name': 'openai',
        'gen_ai.request.model': 'gpt-5-mini',
        'gen_ai.response.model': 'gpt-5-mini-2026',
        'gen_ai.usage.input_tokens': 120,
        'gen_ai.usage.output_tokens': 34,
      },
      'gpt-5-mini-2026',
    ],
    [
      'of before',
      {
        'gen_ai.system': 'openai',
        'gen_ai.request.model': 'gpt-5-mini',
        'gen_ai.usage.prompt_tokens': 120,
        'gen_ai.usage.completion_tokens': 34,
      },
      'gpt-5-mini',
    ],
  ])('is read by the names %s', async (_, attributes, model) => {
    const run = await onlyRun({ id: 'root' }, { id: 'chat', parent: 'root', attributes });
    expect(run.models).toEqual([model]);
    expect(run.services).toEqual(['openai']);
    expect(run.usage).toMatchObject([
      { name: model, kind: 'model', quantity: 1, inputTokens: 120, outputTokens: 34 },
    ]);
  });

  it('prefers the current name to earlier ones, in any order', async () => {
    const attributes = { 'gen_ai.usage.input_tokens': 1, 'gen_ai.usage.prompt_tokens': 2 };
    const run = await onlyRun({ id: 'root', attributes });
    expect(run.usage).toMatchObject([{ inputTokens: 1 }]);
  });

  it('adds up by model, and does not count what a span around repeats', async () => {
    const usage = (input: number, cost: number) => ({
      'gen_ai.request.model': 'm',
      'gen_ai.usage.input_tokens': input,
      'gen_ai.usage.cost': cost,
    });
    const run = await onlyRun(
      {
        id: 'agent',
        attributes: {
          'gen_ai.operation.name': 'invoke_agent',
          'gen_ai.agent.name': 'helper',
          ...usage(30, 0.3),
        },
      },
      { id: 'one', parent: 'agent', from: 1, attributes: usage(10, 0.1) },
      { id: 'two', parent: 'agent', from: 2, attributes: usage(20, 0.2) },
    );
    expect(run.usage).toMatchObject([{ name: 'm', quantity: 2, inputTokens: 30, costUsd: 0.3 }]);
    expect(run).toMatchObject({ kind: 'agent', name: 'helper', costUsd: 0.3 });
  });

  it.each([
    ['agent', { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': 'helper' }, 'helper'],
    ['agent', { 'gen_ai.conversation.id': 'talk' }, 'root'],
    ['workflow', { 'gen_ai.operation.name': 'invoke_workflow', 'gen_ai.workflow.name': 'flow' }, 'flow'],
    ['workflow', { 'workflow.run.id': 'r', 'workflow.name': 'flow', 'gen_ai.agent.name': 'helper' }, 'flow'],
    ['workflow', {}, 'root'],
  ])('is of kind %s: %o', async (kind, attributes, name) => {
    expect(await onlyRun({ id: 'root', name: 'root', attributes })).toMatchObject({ kind, name });
  });

  it('is one conversation, although each call repeats the messages before it', async () => {
    const said = (role: string, content: string) => ({ role, parts: [{ type: 'text', content }] });
    const call = {
      role: 'assistant',
      parts: [
        { type: 'reasoning', content: 'hm' },
        { type: 'tool_call', id: 'c1', name: 'find', arguments: { q: 'x' } },
      ],
    };
    const answer = { role: 'tool', parts: [{ type: 'tool_call_response', id: 'c1', response: { n: 2 } }] };
    const chat = (from: number, input: readonly unknown[], output: readonly unknown[]) => ({
      id: `chat${from}`,
      parent: 'root',
      from,
      attributes: {
        'gen_ai.system_instructions': JSON.stringify([{ type: 'text', content: 'be kind' }]),
        'gen_ai.input.messages': JSON.stringify(input),
        'gen_ai.output.messages': JSON.stringify(
          output.map(one => ({ ...(one as object), finish_reason: 'stop' })),
        ),
      },
    });
    const run = await onlyRun(
      {
        id: 'root',
        to: 100,
        attributes: {
          'gen_ai.operation.name': 'invoke_agent',
          'gen_ai.output.messages': JSON.stringify([said('assistant', 'two')]),
        },
      },
      chat(20, [said('user', 'how many'), call, answer], [said('assistant', 'two')]),
      chat(10, [said('user', 'how many')], [call]),
    );
    expect(run.messages).toMatchObject([
      { role: 'system', content: 'be kind' },
      { role: 'user', content: 'how many' },
      {
        role: 'assistant',
        thought: 'hm',
        toolCalls: [{ id: 'c1', name: 'find', arguments: { q: 'x' }, result: { n: 2 } }],
      },
      { role: 'tool', content: { n: 2 } },
      { role: 'assistant', content: 'two' },
    ]);
    expect(run.messageCount).toBe(5);
  });

  it('keeps whole numbers of JSON texts that are too large to be numbers', async () => {
    const run = await onlyRun({
      id: 'root',
      attributes: { 'workflow.input': '{"order":12345678901234567890}' },
    });
    expect(run.input).toEqual({ order: { $type: 'bigint', value: '12345678901234567890' } });
  });

  it('shows the input and output of a tool', async () => {
    const run = await onlyRun(
      { id: 'root' },
      {
        id: 'tool',
        parent: 'root',
        attributes: {
          'gen_ai.operation.name': 'execute_tool',
          'gen_ai.tool.name': 'find',
          'gen_ai.tool.call.arguments': '{"q":1}',
          'gen_ai.tool.call.result': 'plain',
        },
      },
    );
    expect(run.steps).toMatchObject([{ type: 'action', input: { q: 1 }, output: 'plain' }]);
  });
});

it('orders steps of the same start by depth', async () => {
  const depth = 1_500;
  const tool = { 'gen_ai.operation.name': 'execute_tool' };
  const calls = Array.from({ length: depth }, (_, n) => ({
    id: `${n}`,
    name: `call ${n}`,
    ...(n === 0 ? {} : { parent: `${n - 1}`, attributes: tool }),
  }));
  const run = await onlyRun(...calls.reverse());
  const names = Array.from({ length: depth - 1 }, (_, n) => `call ${n + 1}`);
  expect(run.steps?.map(({ name }) => name)).toEqual(names);
});

describe('a trace', () => {
  it('has spans, events and logs as they were recorded, and roots where parents are missing', async () => {
    const store = readText(
      tracesLine([
        { id: 'root', name: 'flow', to: 100, attributes: { big: { n: [1, 0.5] } } },
        {
          id: 'bad',
          parent: 'root',
          from: 10.25,
          code: 2,
          message: 'no',
          events: [exceptionEvent('E', 'm')],
        },
        { id: 'orphan', parent: 'gone', from: 20, kind: 3 },
      ]),
      logsLine([
        { span: 'bad', at: 12, body: 'text', severity: 17 },
        { at: 1, body: { a: 1 }, severity: 5 },
      ]),
    );
    const trace = await store.getTrace(traceA);
    expect(trace).toMatchObject({
      spanTotal: 3,
      logTotal: 2,
      spans: [
        {
          name: 'flow',
          kind: 'run',
          status: 'unset',
          attributes: {
            big: { n: [1, 0.5] },
            resource: { 'service.name': 'shop' },
            scope: 'tests',
            'scope.version': '1.2.3',
          },
        },
        {
          parentId: idText('root'),
          startAt: start + 10.25,
          status: 'error',
          events: [{ name: 'exception', at: start + 5 }],
        },
        { id: idText('orphan'), kind: 'client', attributes: { missingParent: idText('gone') } },
      ],
      logs: [
        { at: start + 1, level: 'debug', message: '{"a":1}', attributes: { body: { a: 1 } } },
        { at: start + 12, level: 'error', message: 'text', spanId: idText('bad') },
      ],
    });
    expect(trace?.spans[2]?.parentId).toBeUndefined();
  });
});
