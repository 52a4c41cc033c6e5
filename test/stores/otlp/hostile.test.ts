import fc from 'fast-check';
import { expect, it } from 'vitest';
import { toLog, toSpan } from '../../../src/stores/otlp/model-span.ts';
import { parseLine } from '../../../src/stores/otlp/otlp-line.ts';
import { createRunIndex } from '../../../src/stores/otlp/run-index.ts';
import { toLogEntry } from '../../../src/stores/otlp/trace-group.ts';

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
  ...['workflow.run.status', 'exception.message', 'exception.type', '__proto__', 'error.type', 7],
);
const value = fc.oneof(
  anything,
  fc.record({
    stringValue: oneOf(
      'run_1',
      'invoke_agent',
      'failed',
      '[{"role":"user","parts":[{"type":"tool_call"}]}]',
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
      fc.array(fc.record({ name: oneOf('exception', 1), timeUnixNano: time, attributes }), { maxLength: 2 }),
    ),
    status: oneOf({ code: 2, message: 'x' }, { code: 'STATUS_CODE_ERROR', message: 5 }, 'x', {}, null),
    flags: oneOf(257, 769, '257', null),
    links: anything,
  },
  { requiredKeys: ['traceId', 'spanId'] },
);
const log = fc.record({
  traceId: oneOf('a'.repeat(32), null),
  spanId: id,
  timeUnixNano: time,
  body: value,
  severityNumber: anything,
  severityText: anything,
  attributes,
});

it('shows something of whatever stands in a file, and never breaks', () => {
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
        for (const { id: runId, createdAt, finishedAt = createdAt, name } of runs) {
          expect([Number.isInteger(createdAt), finishedAt >= createdAt, typeof name]).toEqual([
            true,
            true,
            'string',
          ]);
          const run = index.find(runId);
          for (const { part } of run?.parts ?? []) {
            for (const entry of part.entries) {
              const framed = line.spans[entry.at];
              if (framed) toSpan(entry, framed, { isHead: false, hasParent: false });
            }
          }
        }
        line.logs.forEach((framed, at) => {
          const entry = toLogEntry(framed, { line: 0, at });
          if (entry) toLog(entry, framed);
        });
      },
    ),
    { numRuns: 500 },
  );
});

it('takes any line for what it is', () => {
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
