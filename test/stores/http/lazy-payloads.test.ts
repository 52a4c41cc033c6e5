import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunStore } from '../../../src/contract/run-store.ts';
import { withWholeValues } from '../../../src/model/payload/lazy/lazy-parts.ts';
import { LazyContainer } from '../../../src/model/payload/lazy/lazy-payload.ts';
import { LazyText } from '../../../src/model/payload/lazy/lazy-text.ts';
import type { RunningServer } from '../../../src/server/serve-store.ts';
import { runCreated } from '../../contract/sample-events.ts';
import { openServedAt } from '../../database/sqlite/served-store.ts';
import { recordAt, type TempFolder, tempFolder } from '../../database/sqlite/temp-store.ts';
import { openAt, startServer } from './http-under-test.ts';

const rows = Array.from({ length: 6_000 }, (_, id) => ({ id, city: 'Malmö', tags: ['"a"', `b\n${id}`] }));
const text = 'a line with „quotes“ and \\ and\ttabs\n'.repeat(20_000);

let folder: TempFolder;
let server: RunningServer;
let store: RunStore;
beforeAll(async () => {
  folder = tempFolder();
  const path = folder.file('runs.db');
  await recordAt(path, [
    { ...runCreated('large'), input: JSON.stringify(text), output: JSON.stringify({ rows }) },
    { ...runCreated('small'), input: '{"a":1}' },
    {
      ...{ type: 'step-put', runId: 'small', id: 's', name: 's', stepType: 'action' },
      ...{ status: 'success', attempt: 1, input: '[1]', output: JSON.stringify({ rows }) },
    },
  ]);
  server = await startServer(await openServedAt(path));
  store = await openAt(server.url);
});
afterAll(async () => {
  await store.close();
  await server.close();
  folder.remove();
});

const include = { steps: true, messages: true, lazyPayloads: true };

describe('a large payload of a run over HTTP', () => {
  it('is read where it is looked at, and is the same whole', async () => {
    const lazy = await store.getRun('large', { include });
    expect(lazy?.output).toBeInstanceOf(LazyContainer);
    expect(lazy?.input).toBeInstanceOf(LazyText);
    const whole = await store.getRun('large', { include: { steps: true, messages: true } });
    expect(withWholeValues(lazy)).toEqual(whole);
    expect(whole?.input).toBe(text);
  });

  it('is read where it is looked at in a page of steps too', async () => {
    const lazy = await store.getSteps?.('small');
    const [placed] = lazy?.steps ?? [];
    expect(placed?.step.output).toBeInstanceOf(LazyContainer);
    const whole = await store.getRun('small', { include: { steps: true } });
    expect(withWholeValues(placed?.step)).toEqual(whole?.steps?.[0]);
    expect(placed?.step).toMatchObject({ id: 's', input: [1] });
  });

  it('leaves small ones as they are', async () => {
    expect((await store.getRun('small', { include }))?.input).toEqual({ a: 1 });
    expect(await store.getRun('none', { include })).toBeUndefined();
  });
});
