import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunEvent } from '../../../../src/contract/run-events.ts';
import type { RunInclude, RunStore } from '../../../../src/contract/run-store.ts';
import { openSqliteStore } from '../../../../src/database/sqlite/store/open-sqlite-store.ts';
import { openSampleWriter } from '../../../../src/database/sqlite/write/sample-writer.ts';
import { withWholeValues } from '../../../../src/model/payload/lazy/lazy-parts.ts';
import { LazyContainer } from '../../../../src/model/payload/lazy/lazy-payload.ts';
import { LazyText } from '../../../../src/model/payload/lazy/lazy-text.ts';
import { copyChoices } from '../../../../src/model/report/copy-choices.ts';
import { type TempFolder, targetOf, tempFolder } from '../temp-store.ts';

const rows = Array.from({ length: 6_000 }, (_, id) => ({
  id,
  email: `person.${id}@example.com`,
  token: `t${id}`,
}));
const payload = `{"b":1,"2":[9007199254740993,-0],"rows":${JSON.stringify(rows)},"1":null,"__proto__":{"x":1},"b":2}`;
const text = JSON.stringify('a line "in quotes"\n'.repeat(40_000));
const message = JSON.stringify({
  id: 'm1',
  role: 'assistant',
  content: rows,
  toolCalls: [{ id: 'c1', name: 'find', arguments: { a: 1 }, result: rows }],
});

const events: readonly RunEvent[] = [
  {
    type: 'run-created',
    id: 'run_1',
    kind: 'agent',
    name: 'export',
    trigger: { type: 'cli', label: 'CLI', raw: '' },
    createdAt: 1_000,
    status: 'failed',
    input: text,
    output: payload,
    error: {
      name: 'Error',
      message: 'no',
      value: `{"name":"Error","message":"no","cause":{"message":"why"},"rows":${JSON.stringify(rows)}}`,
    },
  },
  {
    type: 'step-put',
    runId: 'run_1',
    id: 's1',
    name: 'read',
    stepType: 'action',
    status: 'success',
    attempt: 1,
    output: payload,
  },
  {
    type: 'step-put',
    runId: 'run_1',
    id: 's2',
    name: 'write',
    stepType: 'action',
    status: 'failed',
    attempt: 1,
    error: `{"name":"Error","message":${text},"value":{"message":${text}}}`,
  },
  { type: 'message-put', runId: 'run_1', id: 'm1', message },
];

let folder: TempFolder;
let store: RunStore;
beforeAll(async () => {
  folder = tempFolder();
  const path = folder.file('runs.db');
  const writer = await openSampleWriter(path);
  writer.write(events);
  await writer.settle();
  await writer.close();
  store = await openSqliteStore({ path, target: targetOf(path) });
});
afterAll(async () => {
  await store.close();
  folder.remove();
});

async function readRun(include: RunInclude) {
  const run = await store.getRun('run_1', { include: { steps: true, messages: true, ...include } });
  if (!run) throw new Error('no run');
  return run;
}

describe('large payloads of a local store', () => {
  test('are read where they are looked at, and are what was recorded', async () => {
    const lazy = await readRun({ lazyPayloads: true });
    const whole = await readRun({});
    expect([lazy.input, lazy.output, lazy.error?.value].map(kindOf)).toEqual(['text', 'object', 'object']);
    expect(kindOf(lazy.messages?.[0]?.content)).toBe('list');
    expect(kindOf(lazy.messages?.[0]?.toolCalls?.[0]?.result)).toBe('list');
    expect(isDeepStrictEqual(withWholeValues(lazy), whole)).toBe(true);
    expect(JSON.stringify(withWholeValues(lazy))).toBe(JSON.stringify(whole));
  });

  test('leave the message of the error of a step a text, however long it is', async () => {
    const { steps } = await readRun({ lazyPayloads: true });
    const error = steps?.[1]?.error;
    expect(error?.message).toBe(JSON.parse(text));
    expect(kindOf(error?.value)).toBe('object');
  });

  test('are copied and masked as when they are parsed at once', async () => {
    const [lazy, whole] = [await readRun({ lazyPayloads: true }), await readRun({})];
    const choices = [lazy, whole].map(run => copyChoices({ run, format: 'yaml', reveal: false, now: 2_000 }));
    const [ofLazy, ofWhole] = choices.map(all =>
      all.slice(1, 3).map(({ id, text, hidden }) => [id, text(), hidden()]),
    );
    expect(isDeepStrictEqual(ofLazy, ofWhole)).toBe(true);
  });
});

function kindOf(value: unknown): string {
  if (value instanceof LazyText) return 'text';
  return value instanceof LazyContainer ? (value.isList ? 'list' : 'object') : typeof value;
}
