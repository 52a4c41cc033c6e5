import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { RunStore } from '../../../src/contract/run-store.ts';
import { toSteps, toTrace, type Work } from '../../../src/engines/kit/work-items.ts';
import { emptyQuery } from '../../../src/model/query/query.ts';
import type { Span, Step, Trace } from '../../../src/model/run.ts';
import { readWholeTrace } from '../../../src/operations/read-trace.ts';
import { stepsOfSpan } from '../../../src/screen/trace/steps-of-spans.ts';
import { appendTracePage, emptyTrace } from '../../../src/screen/trace/trace-index.ts';
import { arrangeTrace } from '../../../src/screen/trace/trace-view.ts';
import { listAll } from '../../contract/reading.ts';
import { openStoreAt } from '../../engines/otlp/temp-files.ts';
import { createDataFolder, encoded, runId } from '../../engines/workflow-sdk/data-folder.ts';
import { openRecorded } from '../../recorder/recorded.ts';
import { at, runOf, span } from '../run/detail-of.ts';

const step = (id: string, fields: Partial<Step> = {}): Step => ({
  ...{ id, name: id, type: 'action', status: 'success', attempt: 1, startedAt: at, finishedAt: at + 100 },
  ...fields,
});

/** The ids of the attempts that each span shows, by the span's place in the trace. */
function shown(
  { spans, logs }: Trace,
  steps: readonly Step[],
): readonly (readonly [Span, readonly string[]])[] {
  const trace = arrangeTrace(appendTracePage(emptyTrace, { spans, logs }), 'start', runOf(), steps);
  return trace.spans.map((one, position) => [one, stepsOfSpan(trace, position).map(({ id }) => id)]);
}

const idsOf = (spans: readonly Span[], steps: readonly Step[]) =>
  Object.fromEntries(shown({ spans, logs: [] }, steps).map(([{ id }, ids]) => [id, ids]));

async function readAll(store: RunStore, id: string) {
  const run = await store.getRun(id, { include: { steps: true } });
  const { signal } = new AbortController();
  const trace = await readWholeTrace(store, id, { signal });
  return { steps: run?.steps ?? [], trace };
}

/** Each span that shows attempts: its name and kind, and theirs. */
function told({ steps, trace }: { readonly steps: readonly Step[]; readonly trace: Trace }) {
  const byId = new Map(steps.map(one => [one.id, one]));
  return shown(trace, steps)
    .filter(([, ids]) => ids.length > 0)
    .map(([{ name, kind }, ids]) => [
      `${kind} ${name}`,
      ...ids.map(id => `${byId.get(id)?.name} ${byId.get(id)?.attempt}`),
    ]);
}

describe('the span of a step', () => {
  test('has its id, if it is of the same time', () => {
    const spans = [
      span('1', { startAt: at, endAt: at + 50 }),
      span('2', { startAt: at + 5000, endAt: at + 6000 }),
    ];
    expect(idsOf(spans, [step('1', { name: 'a' }), step('2', { name: 'b' })])).toEqual({ 1: ['1'], 2: [] });
  });

  test('has its name, in the order of the starts', () => {
    const spans = ['x', 'y', 'z'].map((id, index) => span(id, { name: 'chunk', startAt: at + index }));
    const steps = ['s1', 's2', 's3'].map((id, index) => step(id, { name: 'chunk', startedAt: at + index }));
    expect(idsOf(spans, steps)).toEqual({ x: ['s1'], y: ['s2'], z: ['s3'] });
  });

  test('has its name, where the clock ticked between the starts of a span and its short step', () => {
    const spans = ['x', 'y'].map((id, index) =>
      span(id, { name: 'chunk', startAt: at - 1 + index, endAt: at }),
    );
    const steps = ['s1', 's2'].map(id => step(id, { name: 'chunk', finishedAt: at }));
    expect(idsOf(spans, steps)).toEqual({ x: ['s1'], y: ['s2'] });
  });

  test('is not one that was over before, nor one that came later', () => {
    const early = span('early', { name: 'a', startAt: at - 10, endAt: at });
    const late = span('late', { name: 'b', startAt: at + 101 });
    expect(idsOf([early, late], [step('s1', { name: 'a' }), step('s2', { name: 'b' })])).toEqual({
      early: [],
      late: [],
    });
  });

  test('is not a call inside of it that has its name', () => {
    const outer = span('outer', { name: 'embed' });
    const inner = span('inner', { name: 'embed', kind: 'model', parentId: 'outer' });
    const steps = [step('s1', { name: 'embed' }), step('s2', { name: 'embed', startedAt: at + 20 })];
    expect(idsOf([outer, inner], steps)).toEqual({ outer: ['s1'], inner: [] });
  });

  test('shows all attempts that have no spans of their own, and else the last', () => {
    const steps = [1, 2].map(attempt => step(`s${attempt}`, { name: 'a', attempt, status: 'failed' }));
    const whole = span('whole', { name: 'a' });
    expect(idsOf([whole], steps)).toEqual({ whole: ['s1', 's2'] });
    const attempts = [1, 2].map(attempt =>
      span(`a${attempt}`, { name: `attempt ${attempt}`, kind: 'attempt', parentId: 'whole' }),
    );
    expect(idsOf([whole, ...attempts], steps)).toEqual({ whole: ['s2'], a1: ['s1'], a2: ['s2'] });
  });
});

test('what the recorder records: retries, steps at once and inside of others, pauses', async () => {
  const { recorder, store } = await openRecorded();
  await recorder.run({ workflow: 'flow' }, async run => {
    let failures = 1;
    await run.step('charge', () => (failures-- > 0 ? Promise.reject(new Error('no')) : 'ok'), {
      attempts: 3,
      input: { a: 1 },
    });
    await Promise.all([1, 2, 3].map(part => run.step('chunk', () => part, { input: { part } })));
    await run.step('outer', step => step.step('charge', () => 'inner', { input: { inner: true } }));
    await run.sleep(1, 'nap');
  });
  const opened = await store();
  const [row] = await listAll(opened, emptyQuery);
  const read = await readAll(opened, row?.id ?? '');
  expect(told(read).sort()).toEqual(
    [
      ['step charge', 'charge 2'],
      ['attempt attempt 1', 'charge 1'],
      ['attempt attempt 2', 'charge 2'],
      ...[1, 2, 3].map(() => ['step chunk', 'chunk 1']),
      ['step outer', 'outer 1'],
      ['step charge', 'charge 1'],
      ['sleep nap', 'nap 1'],
    ].sort(),
  );
  const chunks = shown(read.trace, read.steps).filter(([{ name }]) => name === 'chunk');
  const outputs = chunks.map(([, [id]]) => read.steps.find(one => one.id === id)?.output);
  expect(outputs).toEqual([1, 2, 3]);
});

test.each(['mastra', 'ai-sdk-6', 'ai-sdk-7', 'workflow-sdk'])(
  'every step of a recording has its span, and lasts as long: %s',
  async name => {
    const store = await openStoreAt(join(import.meta.dirname, `../../engines/otlp/recorded/${name}.jsonl`));
    const rows = await listAll(store, emptyQuery);
    let withPayload = 0;
    for (const { id } of rows) {
      const { steps, trace } = await readAll(store, id);
      const placed = new Map(
        shown(trace, steps).flatMap(([{ id: spanId }, ids]) => ids.map(one => [one, spanId])),
      );
      for (const one of steps) expect(placed.get(one.id), `${id} ${one.name}`).toBe(one.id);
      const spans = new Map(trace.spans.map(one => [one.id, one]));
      for (const { id: stepId, startedAt, finishedAt } of steps) {
        const { startAt, endAt } = spans.get(stepId) ?? {};
        // A step that is suspended goes on without a span.
        expect([startedAt, finishedAt ?? endAt]).toEqual([startAt, endAt]);
      }
      withPayload += steps.filter(({ input, output }) => (input ?? output) !== undefined).length;
    }
    expect(rows.length).toBeGreaterThan(0);
    // The Workflow SDK's spans have no payloads.
    expect(withPayload > 0).toBe(name !== 'workflow-sdk');
  },
);

test('attempts in the data folder of the Workflow SDK', async () => {
  const folder = createDataFolder();
  onTestFinished(folder.remove);
  const id = runId(1);
  folder.run(id);
  folder.step(id, 'step_1', { attempt: 2, input: encoded('[[1],7]'), output: encoded('["ok"]') });
  folder.events(id, [
    ['step_created', 10, 'step_1'],
    ['step_started', 20, 'step_1'],
    ['step_retrying', 50, 'step_1', { error: 'again' }],
    ['step_started', 60, 'step_1'],
    ['step_completed', 100, 'step_1'],
  ]);
  const store = await folder.open();
  onTestFinished(() => store.close());
  const read = await readAll(store, id);
  const name = read.steps[0]?.name;
  expect(told(read)).toEqual([
    [`step ${name}`, `${name} 2`],
    ['attempt attempt 1', `${name} 1`],
    ['attempt attempt 2', `${name} 2`],
  ]);
});

test('attempts of the work of an engine', async () => {
  const work: Work = {
    items: [
      {
        ...{ id: 'entry-000001', type: 'action', name: 'charge', status: 'success' },
        ...{ createdAt: at, endedAt: at + 50, input: () => 1 },
        attempts: [{ endedAt: at + 10, error: { value: 'no', message: 'no' } }],
      },
      { id: 'entry-000002', type: 'sleep', name: 'Sleep', createdAt: at + 60, status: 'sleeping' },
    ],
  };
  const trace = await toTrace(runOf({ status: 'sleeping' }), work);
  expect(told({ steps: await toSteps(work), trace })).toEqual([
    ['step charge', 'charge 2'],
    ['attempt attempt 1', 'charge 1'],
    ['attempt attempt 2', 'charge 2'],
    ['sleep Sleep', 'Sleep 1'],
  ]);
});
