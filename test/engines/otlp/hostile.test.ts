import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseLine } from '../../../src/engines/otlp/files/otlp-line.ts';
import { createRunIndex, summarize } from '../../../src/engines/otlp/runs/run-index.ts';
import { toLogEntry } from '../../../src/engines/otlp/spans/span-entry.ts';
import { toLog, toSpan } from '../../../src/engines/otlp/spans/to-otlp-span.ts';
import { toJsonText } from '../../../src/model/payload/payload-text.ts';
import { emptyQuery } from '../../../src/model/query/query.ts';
import { listAll } from '../../contract/reading.ts';
import { scaleToLoad } from '../../in-time.ts';
import { trials } from '../../trials.ts';
import { logsLine, traceA, tracesLine } from './otlp-text.ts';
import { openText } from './temp-files.ts';

const oneOf = (...values: readonly unknown[]) => fc.constantFrom(...values);
const anything = fc.jsonValue({ maxDepth: 3 });
const id = oneOf(
  'a'.repeat(16),
  'b'.repeat(16),
  'c'.repeat(16),
  '0'.repeat(16),
  '',
  5,
  null,
  'not hex',
  'AB'.repeat(8),
);
const time = oneOf(
  '1795560019555000000',
  '1795560019556000000',
  1795560019555,
  '0',
  '-1',
  null,
  'x',
  '9'.repeat(30),
);
const key = oneOf(
  ...[
    'workflow.run.id',
    'workflow.name',
    'gen_ai.conversation.id',
    'gen_ai.operation.name',
    'gen_ai.agent.name',
  ],
  ...[
    'gen_ai.usage.input_tokens',
    'gen_ai.input.messages',
    'gen_ai.output.messages',
    'gen_ai.system_instructions',
  ],
  ...['workflow.operation', 'workflow.suspension.wait_count', 'step.name', 'step.status', 'step.skipped'],
  ...[
    'gen_ai.prompt.0.role',
    'gen_ai.completion.1.content',
    'gen_ai.prompt.x.__proto__.0',
    'llm.input_messages.',
  ],
  ...['ai.operationId', 'ai.prompt.messages', 'ai.response.text', 'ai.response.toolCalls'],
  ...['event.name', 'gen_ai.prompt', 'content', 'message'],
  ...['workflow.run.status', 'exception.message', 'exception.type', '__proto__', 'error.type', 7],
);
const value = fc.oneof(
  anything,
  fc.record({
    stringValue: oneOf(
      'run_1',
      'invoke_agent',
      'failed',
      'gen_ai.user.message',
      'gen_ai.client.inference.operation.details',
      '[{"role":"user","parts":[{"type":"tool_call"}]}]',
      '[{"role":"tool","tool_call_id":"c","content":[]},{"content":[{"type":"tool-call"},null,7]}]',
      '[{"content":[{"type":"tool-result","output":{"type":"json"}}],"tool_calls":[{"function":null},3]}]',
      '[1,[],null]',
      '{',
    ),
  }),
  fc.record({ intValue: oneOf('5', 5, 'x', '99999999999999999999') }),
  fc.record({ arrayValue: fc.record({ values: fc.array(fc.record({ kvlistValue: anything })) }) }),
);
const attributes = fc.oneof(anything, fc.array(fc.record({ key, value }), { maxLength: 5 }));
const span = fc.record(
  {
    traceId: oneOf('a'.repeat(32), 'b'.repeat(32), 1),
    spanId: id,
    parentSpanId: id,
    name: fc.oneof(anything, fc.string()),
    kind: oneOf(0, 1, 2, 3, 4, 5, 'SPAN_KIND_SERVER', -1, {}, 99),
    startTimeUnixNano: time,
    endTimeUnixNano: time,
    attributes,
    events: fc.oneof(
      anything,
      fc.array(
        fc.record({
          name: oneOf('exception', 'gen_ai.choice', 'gen_ai.content.prompt', 1),
          timeUnixNano: time,
          attributes,
        }),
        { maxLength: 2 },
      ),
    ),
    status: oneOf({ code: 2, message: 'x' }, { code: 'STATUS_CODE_ERROR', message: 5 }, 'x', {}, null),
    flags: oneOf(257, 769, '257', null),
    links: anything,
  },
  { requiredKeys: ['traceId', 'spanId'] },
);
const log = fc.record({
  eventName: oneOf('gen_ai.choice', 'gen_ai.tool.message', null, 5),
  traceId: oneOf('a'.repeat(32), null),
  spanId: id,
  timeUnixNano: time,
  body: value,
  severityNumber: anything,
  severityText: anything,
  attributes,
});

it('never breaks, whatever a file contains', () => {
  fc.assert(
    fc.property(
      fc.array(span, { maxLength: 8 }),
      fc.array(log, { maxLength: 3 }),
      anything,
      (spans, logRecords, resource) => {
        const text = JSON.stringify({
          resourceSpans: [{ resource, scopeSpans: [{ scope: resource, spans }] }],
          resourceLogs: [{ resource, scopeLogs: [{ logRecords }] }],
        });
        const line = parseLine(text);
        if (!line) throw new Error('it is no line');
        const index = createRunIndex();
        index.add(0, line);
        const runs = index.runs();
        expect(new Set(runs.map(run => run.id)).size).toBe(runs.length);
        for (const indexed of runs) {
          const { summary, parts } = summarize(indexed);
          const { createdAt, finishedAt = createdAt, name } = summary;
          expect([Number.isInteger(createdAt), finishedAt >= createdAt, typeof name]).toEqual([
            true,
            true,
            'string',
          ]);
          expect(summary).toMatchObject({ id: indexed.id, createdAt: indexed.createdAt });
          for (const { entries } of parts) {
            for (const entry of entries) {
              const framed = line.spans[entry.at];
              if (framed) toSpan(entry, framed, { isRoot: false, hasParent: false });
            }
          }
        }
        line.logs.forEach((framed, at) => {
          toLog(
            toLogEntry(framed, { line: 0, at }, text => text),
            framed,
          );
        });
      },
    ),
    { numRuns: trials(500) },
  );
});

it('parses any line without breaking', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        anything.map(one => JSON.stringify({ resourceSpans: one, resourceLogs: one })),
      ),
      text => {
        const line = parseLine(text);
        expect(line === undefined || Array.isArray(line.spans)).toBe(true);
      },
    ),
  );
});

describe('values that JSON text does not survive', () => {
  const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;

  it('keeps a text that nests too deep as a text', async () => {
    const attributes = { 'workflow.run.id': 'r', 'workflow.input': deep, 'workflow.output': '["]]"]' };
    const store = await openText(tracesLine([{ id: 'root', attributes }]));
    expect(await store.getRun('r')).toMatchObject({ input: deep, output: [']]'] });
  });

  it('skips deep nesting in place of a text, and goes on answering', async () => {
    const line = tracesLine([{ id: 'root', attributes: { 'workflow.run.id': 'r', 'workflow.input': 'x' } }]);
    const store = await openText(line.replace('{"stringValue":"x"}', `{"stringValue":${deep}}`));
    expect((await store.getRun('r'))?.input).toBeUndefined();
    expect((await store.getTrace('r'))?.spanTotal).toBe(1);
  });

  it('shows whole numbers beyond 2^53 as they were written, also as JSON', async () => {
    const line = tracesLine([{ id: 'root', attributes: { 'workflow.run.id': 'r', 'workflow.input': 'x' } }]);
    const store = await openText(line.replace('{"stringValue":"x"}', '{"intValue":"18446744073709551615"}'));
    const run = await store.getRun('r');
    expect(JSON.parse(toJsonText(run))).toMatchObject({
      input: { $type: 'bigint', value: '18446744073709551615' },
    });
  });
});

describe('traces of an unexpected form', () => {
  /** Ms: going through all spans for each of them would take minutes. */
  const patience = scaleToLoad(trials(25_000, 5_000));
  const many = trials(60_000, 30_000);
  const spans = Array.from({ length: many }, (_, n) => ({ id: `s${n}`, from: n }));

  it(
    'reads a trace whose spans all miss the same root',
    async () => {
      const store = await openText(tracesLine(spans.map(span => ({ ...span, parent: 'gone' }))));
      expect(await listAll(store, emptyQuery)).toMatchObject([{ status: 'unknown', stepCount: many }]);
      expect((await store.getRun(traceA, { include: { steps: true } }))?.steps).toHaveLength(many);
    },
    patience,
  );

  it(
    'reads a trace with thousands of conversations, and gives each its logs',
    async () => {
      const talks = spans.slice(0, many / 3).map(span => ({
        ...span,
        attributes: { 'gen_ai.conversation.id': span.id },
      }));
      const logs = spans.map((_, n) => ({ span: `s${n % talks.length}`, at: n }));
      const store = await openText(tracesLine(talks), logsLine(logs));
      expect((await store.counts())?.total).toBe(talks.length);
      expect((await store.getTrace('s7'))?.logTotal).toBe(3);
    },
    patience,
  );

  it(
    'reads spans of which each is the parent of the next, far from those that name a run',
    async () => {
      const chain = spans.map((span, n) => ({ ...span, parent: `s${n - 1}` }));
      const named = ['one', 'two'].map(id => ({ id, from: many, attributes: { 'workflow.run.id': id } }));
      const store = await openText(tracesLine([...chain, ...named]));
      expect(await store.counts()).toMatchObject({ total: 2 });
      expect((await store.getTrace('one'))?.spanTotal).toBe(many + 1);
    },
    patience,
  );
});
