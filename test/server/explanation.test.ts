import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import type { RunStore } from '../../src/contract/run-store.ts';
import { parseQuery } from '../../src/model/query/parse/parse-query.ts';
import { sharedLines } from '../../src/model/share/shared-text.ts';
import { explanationAnswerSchema } from '../../src/protocol/explanation-schema.ts';
import { fromWireExplanation } from '../../src/protocol/to-wire-explanation.ts';
import { createFakeStore } from '../cli/fake-store.ts';
import { plantedEvents } from '../contract/explanation-contract.ts';
import { sampleNow } from '../contract/sample-events.ts';
import { createFakeServed } from './fake-served.ts';
import { addToken, shareServing, startServing, until } from './serving.ts';

const now = new Date(sampleNow).toISOString();
const path = (query: Readonly<Record<string, string>> = {}) =>
  `/v1/failures/shared?${new URLSearchParams({ now, ...query })}`;

const serve = (explainFailures?: RunStore['explainFailures']) =>
  startServing({
    served: createFakeServed([], { store: createFakeStore([], { overrides: { explainFailures } }) }),
  });

describe('GET /v1/failures/shared', () => {
  const serving = shareServing({ events: plantedEvents });

  it('says what the store itself says of the failed runs that match', async () => {
    const { get, served } = serving();
    const { data } = v.parse(explanationAnswerSchema, await (await get(path())).json());
    const own = await served.store.explainFailures?.(parseQuery(''), { now: sampleNow });
    expect(own?.explanation?.shared.candidates).toBeGreaterThan(0);
    const told = data && fromWireExplanation(data);
    expect(told?.since).toEqual(own?.explanation?.since);
    expect(told?.there).toEqual(own?.explanation?.there);
    expect(told?.shared).toMatchObject({ candidates: own?.explanation?.shared.candidates, leftOut: [] });
    expect(told && sharedLines(told.shared, told.there)).toEqual([
      '20 of 21 failed have input.plan=scale, 0 of 18 others',
    ]);
  });

  it('has no data where no run has failed', async () => {
    const answer = await serving().get(path({ filter: 'project:nowhere' }));
    expect([answer.status, await answer.json()]).toEqual([200, { data: null }]);
  });

  it.each([
    [{ filter: 'stauts:failed' }, 'urn:runlens:problem:bad-filter'],
    [{ now: 'noon' }, 'urn:runlens:problem:bad-request'],
    [{ bucket: 'hour' }, 'urn:runlens:problem:bad-request'],
  ])('refuses %j', async (query, type) => {
    const response = await serving().get(path(query));
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ type });
  });

  it('is not modified while nothing has changed', async () => {
    const etag = (await serving().get(path())).headers.get('etag') ?? '';
    expect((await serving().get(path(), { 'if-none-match': etag })).status).toBe(304);
  });

  it('needs the scope to read', async () => {
    const own = await startServing();
    const [reader, writer] = [await addToken(own.served, ['read']), await addToken(own.served, ['write'])];
    const statusOf = async ({ text }: { readonly text: string }) =>
      (await own.get(path(), { authorization: `Bearer ${text}` })).status;
    expect([await statusOf(reader), await statusOf(writer), (await own.get(path())).status]).toEqual([
      200, 403, 401,
    ]);
  });

  it('is unsupported where the store does not compare its runs', async () => {
    const answer = await (await serve()).get(path());
    expect(answer.status).toBe(501);
    expect(await answer.json()).toMatchObject({ type: 'urn:runlens:problem:unsupported' });
  });

  it('ends with the client that asked, and takes turns with its searches', async () => {
    const asked: (AbortSignal | undefined)[] = [];
    const { url } = await serve(async (_, { signal }) => {
      asked.push(signal);
      await new Promise(resolve => signal?.addEventListener('abort', resolve));
      throw signal?.reason;
    });
    const ending = new AbortController();
    const requests = [1, 2, 3].map(() =>
      fetch(url + path(), { signal: ending.signal }).catch(() => undefined),
    );
    await until(() => asked.length > 0, 'being asked');
    expect((await fetch(`${url}/v1/workflows`)).status).toBe(200);
    expect(asked.length).toBe(1);
    ending.abort();
    await Promise.all(requests);
    await until(() => asked.every(signal => signal?.aborted), 'ending');
  });
});
