import { describe, expect, it } from 'vitest';
import { emptyQuery } from '../../../../src/model/query/query.ts';
import { listAll } from '../../../contract/reading.ts';
import { anyValue, attributes, idText, nanos, type SpanText, traceA, tracesLine } from '../otlp-text.ts';
import { readText } from '../read-text.ts';

/**
 * Log records, invented after the semantic conventions for exceptions in logs and for events of generative
 * AI.
 */
function records(...logs: readonly object[]): string {
  const logRecords = logs.map((log, n) => ({ timeUnixNano: nanos(n), traceId: traceA, ...log }));
  return `${JSON.stringify({ resourceLogs: [{ scopeLogs: [{ scope: {}, logRecords }] }] })}\n`;
}

function exceptionLog(span: string, type: string, message: string) {
  const told = {
    'exception.type': type,
    'exception.message': message,
    'exception.stacktrace': `${type} at y`,
  };
  return {
    spanId: idText(span),
    severityNumber: 17,
    body: anyValue('it broke'),
    attributes: attributes(told),
  };
}

async function runOf(...lines: readonly string[]) {
  const store = readText(...lines);
  const [row] = await listAll(store, emptyQuery);
  const run = await store.getRun(row?.id ?? '', { include: { steps: true, messages: true } });
  if (!run) throw new Error('there is no run');
  return run;
}

const failing: SpanText = { id: 'root', code: 2, message: 'see the log' };

describe('an exception that only log records tell', () => {
  it('is the error of the failed span, preferred to its status in any order', async () => {
    const log = records(
      exceptionLog('root', 'First', 'one'),
      exceptionLog('root', 'TypeError', 'no box\nat all'),
    );
    for (const lines of [
      [tracesLine([failing]), log],
      [log, tracesLine([failing])],
    ]) {
      const run = await runOf(...lines);
      expect(run.errorSummary).toEqual({ name: 'TypeError', message: 'no box', failure: expect.any(String) });
      expect(run.error).toMatchObject({
        name: 'TypeError',
        message: 'no box\nat all',
        stack: 'TypeError at y',
      });
    }
  });

  it('is the error of the step that failed', async () => {
    const spans = [
      { id: 'root', code: 2 },
      { id: 'bad', parent: 'root', name: 'send', code: 2 },
    ];
    const run = await runOf(tracesLine(spans), records(exceptionLog('bad', 'E', 'socket')));
    expect(run.errorSummary).toEqual({
      name: 'E',
      message: 'socket',
      step: 'send',
      failure: expect.any(String),
    });
    expect(run.steps).toMatchObject([{ name: 'send', error: { name: 'E', message: 'socket' } }]);
  });

  it('is no error of a span that ended well', async () => {
    const run = await runOf(tracesLine([{ id: 'root' }]), records(exceptionLog('root', 'E', 'caught')));
    expect(run).toMatchObject({ status: 'success' });
    expect(run.error).toBeUndefined();
  });
});

/** Invented after the conventions before 2025, and after those since. */
const conversations: readonly (readonly [
  string,
  SpanText['events'],
  readonly object[],
  SpanText['attributes'],
])[] = [
  [
    'events of the span, a message each',
    [
      { name: 'gen_ai.user.message', attributes: attributes({ content: 'hi' }) },
      { name: 'gen_ai.choice', attributes: attributes({ index: 0, message: '{"content":"ho"}' }) },
    ],
    [],
    {},
  ],
  [
    'the texts of events',
    [
      {
        name: 'gen_ai.content.prompt',
        attributes: attributes({ 'gen_ai.prompt': '[{"role":"user","content":"hi"}]' }),
      },
      { name: 'gen_ai.content.completion', attributes: attributes({ 'gen_ai.completion': 'ho' }) },
    ],
    [],
    {},
  ],
  [
    'one log record with all of it',
    [],
    [
      {
        spanId: idText('chat'),
        eventName: 'gen_ai.client.inference.operation.details',
        attributes: attributes({
          'gen_ai.input.messages': [{ role: 'user', parts: [{ type: 'text', content: 'hi' }] }],
          'gen_ai.output.messages': [{ role: 'assistant', parts: [{ type: 'text', content: 'ho' }] }],
        }),
      },
    ],
    {},
  ],
  [
    'log records with names of their own, a message each',
    [],
    [
      { spanId: idText('chat'), eventName: 'gen_ai.user.message', body: anyValue({ content: 'hi' }) },
      { spanId: idText('chat'), eventName: 'gen_ai.choice', body: anyValue({ message: { content: 'ho' } }) },
    ],
    {},
  ],
  [
    'attributes with numbers in their names',
    [],
    [],
    {
      'gen_ai.completion.0.content': 'ho',
      'gen_ai.completion.0.role': 'assistant',
      'gen_ai.prompt.0.content': 'hi',
      'gen_ai.prompt.0.role': 'user',
    },
  ],
];

describe('messages in log records', () => {
  it.each(conversations)('is read from %s', async (_, events, logs, facts) => {
    const call = { 'gen_ai.operation.name': 'chat', ...facts };
    const spans = [{ id: 'root' }, { id: 'chat', parent: 'root', events, attributes: call }];
    const run = await runOf(tracesLine(spans), ...(logs.length > 0 ? [records(...logs)] : []));
    expect(run.messages).toMatchObject([
      { role: 'user', content: 'hi' },
      { role: 'assistant', content: 'ho' },
    ]);
    expect(run.messageCount).toBe(2);
  });

  it('is nothing where events keep quiet about it', async () => {
    const events = [{ name: 'gen_ai.choice', attributes: attributes({ index: 0, finish_reason: 'stop' }) }];
    const run = await runOf(
      tracesLine([{ id: 'root', events }]),
      records({ spanId: idText('root'), eventName: 'gen_ai.user.message', body: anyValue({}) }),
    );
    expect(run.messages).toEqual([]);
    expect(run.messageCount).toBeUndefined();
  });

  it('is shown once where thoughts are recorded with an answer, but not with its repetition', async () => {
    const ask = { role: 'user', parts: [{ type: 'text', content: 'hi' }] };
    const answer = [
      { type: 'reasoning', content: 'hm' },
      { type: 'text', content: 'ho' },
    ];
    const chat = (from: number, input: readonly object[], output: readonly object[]): SpanText => ({
      id: `c${from}`,
      from,
      attributes: {
        'gen_ai.input.messages': JSON.stringify(input),
        'gen_ai.output.messages': JSON.stringify([{ role: 'assistant', parts: output }]),
      },
    });
    const run = await runOf(
      tracesLine([
        chat(1, [ask], answer),
        chat(2, [ask, { role: 'assistant', content: 'ho' }, ask], [{ type: 'text', content: 'again' }]),
      ]),
    );
    expect(run.messages?.map(({ content }) => content)).toEqual(['hi', 'ho', 'hi', 'again']);
    expect(run.messages?.[1]?.thought).toBe('hm');
  });
});

it('takes an answer of the AI SDK for failed that broke off, though its span ended well', async () => {
  const facts = { 'ai.operationId': 'ai.streamText', 'ai.response.finishReason': 'error' };
  const run = await runOf(tracesLine([{ id: 'root', attributes: facts }]));
  expect(run).toMatchObject({ status: 'failed', errorSummary: { message: 'no message was recorded' } });
});

describe('a run that an engine executes in many spans', () => {
  const runId = { 'workflow.run.id': 'r' };
  const begun: SpanText = { id: 'start', attributes: { ...runId, 'workflow.operation': 'start' } };
  const replay = (from: number, open: readonly number[]): SpanText => ({
    id: `x${from}`,
    parent: 'start',
    from,
    attributes: {
      ...runId,
      'workflow.operation': 'execute',
      'workflow.run.status': 'workflow_suspended',
      'workflow.suspension.step_count': open[0],
      'workflow.suspension.hook_count': open[1],
      'workflow.suspension.wait_count': open[2],
    },
  });
  const event = (from: number, name: string): SpanText => ({
    id: `e${from}`,
    parent: 'start',
    from,
    name: `world.events.create ${name}`,
    attributes: runId,
  });

  it.each([
    ['queued', []],
    ['running', [replay(20, [1, 0, 0])]],
    ['sleeping', [replay(20, [0, 0, 1])]],
    ['waiting', [replay(20, [0, 1, 1])]],
    ['sleeping', [replay(20, [0, 1, 1]), event(15, 'hook_received')]],
    [
      'running',
      [replay(20, [0, 1, 0]), { id: 'more', from: 30, attributes: { ...runId, 'step.name': 's' } }],
    ],
    ['canceled', [replay(20, [0, 0, 1]), event(40, 'run_cancelled')]],
    ['success', [replay(20, [0, 0, 1]), event(40, 'run_completed')]],
    ['sleeping', [replay(20, [0, 0, 1]), { ...event(40, 'run_cancelled'), code: 2 }]],
  ])('is %s', async (status, spans: readonly SpanText[]) => {
    const run = await runOf(tracesLine([begun, ...spans]));
    expect(run).toMatchObject({ id: 'r', status });
    const ended = ['canceled', 'success'].includes(status);
    expect(run.finishedAt === undefined).toBe(!ended);
  });

  it('ends with its span where that reports nothing but its execution', async () => {
    const facts = { ...runId, 'workflow.operation': 'execute', 'workflow.run.status': 'running' };
    const run = await runOf(tracesLine([{ id: 'x', attributes: facts }]));
    expect(run).toMatchObject({ status: 'success' });
  });

  it('ends a run whose first span is lost', async () => {
    const lost = { ...event(40, 'run_completed'), parent: 'gone' };
    expect(await runOf(tracesLine([lost]))).toMatchObject({ status: 'success' });
  });

  it('names the step that failed, not a call inside it', async () => {
    const fails = { ...runId, 'step.name': 'step//./a//think', 'step.status': 'failed' };
    const run = await runOf(
      tracesLine([
        begun,
        { id: 'step', parent: 'start', from: 10, attributes: fails },
        { id: 'chat', parent: 'step', from: 20, code: 2, attributes: { 'gen_ai.operation.name': 'chat' } },
        { ...replay(30, [0, 0, 0]), attributes: { ...runId, 'workflow.run.status': 'failed' } },
      ]),
    );
    expect(run).toMatchObject({ status: 'failed', errorSummary: { step: 'think' } });
    expect(run.error?.stepId).toBe(idText('step'));
  });

  it('does not take a step for the run, where nothing else of it is there', async () => {
    const step = { 'step.name': 'step//./a//send', 'step.status': 'completed', ...runId };
    const run = await runOf(
      tracesLine([{ id: 's', parent: 'gone', flags: 0x300, kind: 5, attributes: step }]),
    );
    expect(run).toMatchObject({ status: 'unknown', statusRaw: 'root missing', stepCount: 1 });
  });

  it('does not take as a step what it does for itself, nor a step that it skipped', async () => {
    const step = (from: number, skipped: boolean): SpanText => ({
      id: `s${from}`,
      parent: 'x20',
      from,
      attributes: { ...runId, 'step.name': 'step//./a//send', 'step.skipped': skipped },
    });
    const run = await runOf(
      tracesLine([begun, event(5, 'run_started'), replay(20, [1, 0, 0]), step(30, false), step(40, true)]),
    );
    expect(run.steps).toMatchObject([{ name: 'send' }]);
    expect(run.stepCount).toBe(1);
  });
});
