import fc from 'fast-check';
import type { RunEvent, RunFields } from '../../src/contract/run-events.ts';
import { eachTag } from '../model/query/arbitrary-run.ts';

/**
 * Texts of every kind that has once been trouble: the two characters of the codec, halves of pairs, quotes,
 * marks of arrays.
 */
const text = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('ada', 'Grace', 'core', 'mail provider', 'TimeoutError', '') },
  {
    weight: 1,
    arbitrary: fc
      .array(
        fc.constantFrom(
          '\0',
          '\u0001',
          '\u0002',
          '"',
          '\\',
          '{',
          '}',
          ',',
          "'",
          ' ',
          '\n',
          'é',
          'İ',
          '😀',
          '\ud83d',
          'NULL',
          '%',
          '_',
        ),
        { maxLength: 6 },
      )
      .map(parts => parts.join('')),
  },
);
const wholeText = text.map(value => value.toWellFormed());
const json = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }).map(value => JSON.stringify(value)),
  text.map(value => JSON.stringify({ text: value })),
  fc.constantFrom('no json', '{"a":', 'null', '"\\u0000"'),
);
const time = fc.oneof(
  fc.integer({ min: 0, max: 100_000 }),
  fc.constantFrom(1_700_000_000_000, 1_700_000_000_000.25, 0, -5),
);
const count = fc.constantFrom(0, 1, 7, 2.5);

function fields<T extends object>(model: { readonly [Key in keyof T]: fc.Arbitrary<T[Key]> }) {
  return fc.record(model, { requiredKeys: [] });
}

const status = fc.constantFrom(
  'queued',
  'running',
  'sleeping',
  'success',
  'completed',
  'failed',
  'cancelled',
  'Paused',
  'weird\0',
);

const runFields: fc.Arbitrary<RunFields> = fields({
  status,
  queuedAt: fc.oneof(time, fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY)),
  startedAt: time,
  finishedAt: time,
  pausedMs: count,
  pausedAt: time,
  input: json,
  output: json,
  error: fc.record(
    { value: json, name: text, message: text, code: text, stack: text, stepId: text, stepName: text },
    { requiredKeys: ['value'] },
  ),
  usage: fc.array(fc.record({ name: text, kind: fc.constant('model' as const), costUsd: count }), {
    maxLength: 2,
  }),
  costUsd: fc
    .double({ noNaN: true, noDefaultInfinity: true })
    .map(value => (Object.is(value, -0) ? 0 : value)),
  // In these SQLite keeps also half a pair.
  models: fc.array(wholeText, { maxLength: 2 }),
  services: fc.array(wholeText, { maxLength: 2 }),
  stepCount: count,
  messageCount: count,
  attempt: count,
  cancelOutcome: text,
});

/** Events of any kind about a few runs, in any order, some of them repeated. */
export function arbitraryEvents(ids: readonly string[]): fc.Arbitrary<readonly RunEvent[]> {
  const runId = fc.constantFrom(...ids);
  const partId = fc.constantFrom('p1', 'p2', 'p\0', 'p\ud800');
  const created = fc
    .tuple(
      runFields,
      fc.record(
        {
          id: runId,
          kind: fc.constantFrom('workflow' as const, 'agent' as const),
          name: text,
          trigger: fc.record(
            { type: text, label: text, raw: text, at: time },
            { requiredKeys: ['type', 'label', 'raw'] },
          ),
          ...eachTag(text),
          parentId: text,
          retryOf: text,
          createdAt: fc.integer({ min: 0, max: 1_000 }),
        },
        { requiredKeys: ['id', 'kind', 'name', 'trigger', 'createdAt'] },
      ),
    )
    .map(([rest, head]): RunEvent => ({ type: 'run-created', ...rest, ...head }));
  const changed = fc
    .tuple(runFields, runId)
    .map(([rest, id]): RunEvent => ({ type: 'run-changed', id, ...rest }));
  const step = fc
    .record(
      {
        runId,
        id: partId,
        parentId: text,
        name: text,
        stepType: text,
        status,
        attempt: fc.integer({ min: 1, max: 3 }),
        startedAt: time,
        finishedAt: time,
        input: json,
        output: json,
        error: text.map(message => JSON.stringify({ value: 1, message })),
      },
      { requiredKeys: ['runId', 'id', 'name', 'stepType', 'status', 'attempt'] },
    )
    .map((rest): RunEvent => ({ type: 'step-put', ...rest }));
  const attributes = text.map(value => JSON.stringify({ [value]: value }));
  const span = fc
    .record(
      {
        runId,
        id: partId,
        parentId: text,
        name: text,
        kind: text,
        startAt: time,
        endAt: time,
        status: fc.constantFrom('ok' as const, 'error' as const, 'unset' as const),
        attributes,
        events: fc.array(fc.record({ name: text, at: time, attributes: fc.constant({ a: 1 }) }), {
          maxLength: 2,
        }),
      },
      { requiredKeys: ['runId', 'id', 'name', 'kind', 'startAt', 'status'] },
    )
    .map((rest): RunEvent => ({ type: 'span-put', ...rest }));
  const log = fc
    .record(
      { runId, at: time, level: text, message: text, spanId: text, attributes },
      { requiredKeys: ['runId', 'at', 'level', 'message'] },
    )
    .map((rest): RunEvent => ({ type: 'log-added', ...rest }));
  const message = fc.record({ runId, id: partId, content: text }).map(
    ({ runId, id, content }): RunEvent => ({
      type: 'message-put',
      runId,
      id,
      message: JSON.stringify({ id, role: 'user', content }),
    }),
  );
  return fc.array(
    fc.oneof(
      { weight: 4, arbitrary: created },
      { weight: 4, arbitrary: changed },
      { weight: 2, arbitrary: step },
      { weight: 2, arbitrary: span },
      { weight: 1, arbitrary: log },
      { weight: 1, arbitrary: message },
    ),
    { maxLength: 14 },
  );
}
