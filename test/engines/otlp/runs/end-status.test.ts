import { describe, expect, it } from 'vitest';
import { emptyQuery } from '../../../../src/model/query/query.ts';
import { listAll } from '../../../contract/reading.ts';
import { exceptionEvent, idText, type SpanText, tracesLine } from '../otlp-text.ts';
import { readText } from '../read-text.ts';

async function onlyRun(...spans: readonly SpanText[]) {
  const store = readText(tracesLine(spans));
  const [row, ...others] = await listAll(store, emptyQuery);
  expect(others).toEqual([]);
  const run = await store.getRun(row?.id ?? '', { include: { steps: true, messages: true } });
  if (!run) throw new Error('there is no run');
  return run;
}

const workflow = (status: string, more: object = {}) => ({
  'gen_ai.operation.name': 'invoke_workflow',
  'mastra.workflow_run.status': status,
  ...more,
});

describe('the status in which a workflow of Mastra ended', () => {
  it.each([
    ['suspended', 'waiting'],
    ['paused', 'waiting'],
    ['waiting', 'waiting'],
    ['running', 'running'],
    ['pending', 'queued'],
    ['success', 'success'],
    ['bailed', 'success'],
    ['skipped', 'success'],
    ['failed', 'failed'],
    ['tripwire', 'failed'],
    ['canceled', 'canceled'],
    ['a word of a later version', 'success'],
  ])('%s is %s', async (word, status) => {
    const run = await onlyRun({
      id: 'root',
      name: 'invoke_workflow mail',
      attributes: workflow(word),
      code: 1,
    });
    const isActive = ['waiting', 'running', 'queued'].includes(status);
    expect([run.name, run.status, run.finishedAt === undefined]).toEqual(['mail', status, isActive]);
  });

  it('is that of the only workflow below the request that started it', async () => {
    const run = await onlyRun(
      { id: 'http', name: 'POST /mail', kind: 2, to: 100 },
      { id: 'handler', parent: 'http', name: 'request handler' },
      {
        id: 'run',
        parent: 'handler',
        name: 'invoke_workflow mail',
        attributes: workflow('suspended'),
        from: 5,
      },
    );
    expect(run).toMatchObject({ name: 'mail', status: 'waiting' });
  });

  it('is not that of a workflow which an agent called', async () => {
    const agent = { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': 'helper' };
    const run = await onlyRun(
      { id: 'agent', name: 'invoke_agent helper', attributes: agent, to: 100 },
      { id: 'run', parent: 'agent', name: 'invoke_workflow mail', attributes: workflow('suspended') },
    );
    expect(run).toMatchObject({ kind: 'agent', name: 'helper', status: 'success' });
    expect(run.steps).toMatchObject([{ name: 'invoke_workflow mail', type: 'workflow', status: 'waiting' }]);
  });

  it.each([
    ['waits for the approval of a tool', { status: 'suspended', reason: 'tool-call-approval' }, 'waiting'],
    ['was stopped by a guard', { tripwire: { reason: 'not allowed' } }, 'failed'],
    ['answered', { text: 'done', files: [] }, 'success'],
  ])('is read from the output of an agent that %s', async (_, output, status) => {
    const agent = {
      'gen_ai.operation.name': 'invoke_agent',
      'mastra.agent_run.output': JSON.stringify(output),
    };
    const guard = { id: 'guard', parent: 'agent', name: 'processor_run guard', message: 'not allowed' };
    const run = await onlyRun(
      { id: 'agent', name: 'invoke_agent helper', attributes: agent, code: 1 },
      { ...guard, code: status === 'failed' ? 2 : 1 },
    );
    expect(run).toMatchObject({ status, output });
    expect(run.errorSummary?.message).toBe(status === 'failed' ? 'not allowed' : undefined);
  });

  it('follows an agent that goes on below its call of a model', async () => {
    const agent = (output: object, more: object = {}) => ({
      'gen_ai.operation.name': 'invoke_agent',
      'mastra.agent_run.output': JSON.stringify(output),
      ...more,
    });
    const run = await onlyRun(
      { id: 'one', name: 'invoke_agent helper', attributes: agent({ status: 'suspended' }), code: 1 },
      { id: 'loop', parent: 'one', name: 'model_generation m' },
      {
        id: 'two',
        parent: 'loop',
        from: 50,
        attributes: agent({ text: 'done' }, { 'mastra.metadata.resumed': true }),
      },
    );
    expect(run).toMatchObject({ status: 'success', output: { text: 'done' } });
  });

  it('follows each time it was resumed, to a failure too, and cancels the step that nobody resumed', async () => {
    const step = (status: string, more = {}) => ({
      'mastra.workflow_step.step_id': 'ask',
      'mastra.workflow_step.status': status,
      ...more,
    });
    const resumed = { 'mastra.metadata.resumed': true };
    const spans: readonly SpanText[] = [
      { id: 'one', name: 'invoke_workflow mail', attributes: workflow('suspended') },
      { id: 'ask1', parent: 'one', from: 1, attributes: step('suspended') },
      { id: 'two', parent: 'one', from: 50, attributes: workflow('suspended', resumed) },
      { id: 'ask2', parent: 'two', from: 51, attributes: step('suspended', resumed) },
    ];
    expect((await onlyRun(...spans)).status).toBe('waiting');
    const end = (status: string, code: number): SpanText => ({
      id: 'three',
      parent: 'two',
      from: 90,
      code,
      message: 'lost',
      attributes: workflow(status, resumed),
    });
    const failed = await onlyRun(...spans, end('failed', 2));
    expect(failed).toMatchObject({ status: 'failed', errorSummary: { message: 'lost' } });
    expect(failed.steps?.map(({ name, status }) => [name, status])).toEqual([
      ['ask', 'success'],
      ['ask', 'canceled'],
    ]);
    expect((await onlyRun(...spans, end('success', 1))).status).toBe('success');
  });

  it('is known of a run whose first span is in a file that is gone', async () => {
    const resumed = workflow('success', { 'mastra.metadata.resumed': true });
    expect((await onlyRun({ id: 'two', parent: 'gone', flags: 0x101, attributes: resumed })).status).toBe(
      'success',
    );
  });

  it('does not break where resumed spans form a cycle', async () => {
    const resumed = workflow('suspended', { 'mastra.metadata.resumed': true });
    const run = await onlyRun(
      { id: 'a', parent: 'b', attributes: resumed },
      { id: 'b', parent: 'a', attributes: resumed },
    );
    expect(run.status).toBe('unknown');
  });
});

describe('a request that failed without a message', () => {
  const failing = {
    id: 'http',
    name: 'POST /pay',
    kind: 2,
    code: 2,
    attributes: { 'error.type': '500' },
    to: 90,
  };

  it('shows the exception of the failed span below it, with its name, however deep', async () => {
    const run = await onlyRun(
      failing,
      { id: 'mid', parent: 'http', name: 'middleware', from: 1 },
      { id: 'handler', parent: 'mid', name: 'handler', from: 2, code: 2 },
      {
        id: 'card',
        parent: 'handler',
        name: 'charge card',
        from: 3,
        code: 2,
        events: [exceptionEvent('TypeError', 'card was declined')],
      },
    );
    expect(run.errorSummary).toEqual({
      name: 'TypeError',
      message: 'card was declined',
      step: 'charge card',
      failure: expect.any(String),
    });
    expect(run.error).toMatchObject({ name: 'TypeError', message: 'card was declined' });
    expect(run.error?.stack).toContain('TypeError');
  });

  it('shows that of a step, and does not take the error of a span that the run survived', async () => {
    const run = await onlyRun(
      failing,
      { id: 'first', parent: 'http', name: 'first', from: 1, code: 2, message: 'tried again' },
      {
        id: 'last',
        parent: 'http',
        name: 'last',
        from: 5,
        code: 2,
        events: [exceptionEvent('E', 'no more')],
      },
    );
    expect(run.errorSummary).toEqual({
      name: 'E',
      message: 'no more',
      step: 'last',
      failure: expect.any(String),
    });
    expect(run.error?.stepId).toBe(idText('last'));
  });

  it('shows the kind of its own where no span below says more', async () => {
    const run = await onlyRun(failing, { id: 'ok', parent: 'http', name: 'ok' });
    expect(run.errorSummary).toEqual({
      name: '500',
      message: 'no message was recorded',
      failure: expect.any(String),
    });
  });
});

describe('spans directly below a root', () => {
  it('are steps, whatever instrumentation recorded them', async () => {
    const run = await onlyRun(
      { id: 'http', name: 'GET /', kind: 2, to: 100 },
      { id: 'next', parent: 'http', name: 'GET /page', kind: 2, from: 1 },
      { id: 'take', parent: 'http', name: 'take', kind: 5, from: 2 },
      { id: 'get', parent: 'http', name: 'GET', kind: 3, from: 3 },
      { id: 'deep', parent: 'get', name: 'tcp.connect', from: 4 },
      { id: 'lost', parent: 'gone', name: 'other service', kind: 2, from: 5, flags: 0x301 },
    );
    expect(run.steps?.map(({ name }) => name)).toEqual(['GET /page', 'take', 'GET']);
  });
});
