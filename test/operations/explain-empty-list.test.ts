import { describe, expect, it } from 'vitest';
import type { RunStore } from '../../src/contract/run-store.ts';
import { parseQuery } from '../../src/model/query/parse/parse-query.ts';
import { checkStatuses } from '../../src/operations/check-statuses.ts';
import { explainEmptyList } from '../../src/operations/explain-empty-list.ts';
import { createMemoryStore, sampleRun } from '../screen/memory-store.ts';

const runs = () => [
  sampleRun(3, { name: 'invoice-sync', project: 'billing', actor: undefined }),
  sampleRun(2, { status: 'failed', models: ['gpt-5-mini'] }),
  sampleRun(1, { name: 'invoice-audit', status: 'unknown', statusRaw: 'paused' }),
];
const now = sampleRun(4).createdAt;

async function why(filter: string, options: { store?: Partial<RunStore>; within?: string } = {}) {
  const store: RunStore = { ...createMemoryStore(runs()), ...options.store };
  const within = parseQuery(options.within ?? '');
  const reasons = await explainEmptyList({ store, query: parseQuery(filter), within, now });
  return reasons.map(({ text }) => text);
}

describe('a filter that lists nothing says', () => {
  it.each([
    ['workflow:signup-pipline', 'did you mean workflow:signup-pipeline?'],
    ['workflow:signup', 'did you mean workflow:signup-pipeline?'],
    ['workflow:inv', 'did you mean workflow:inv*? (2 begin so)'],
    ['workflow:pipeline', 'did you mean workflow:signup-pipeline?'],
    ['workflow:zzz', 'there is invoice-sync, signup-pipeline, invoice-audit'],
    ['actor:billing', 'billing is a project: project:billing'],
    ['gpt-5-mini', 'gpt-5-mini is a model: model:gpt-5-mini'],
    ['signup-pipline', 'did you mean workflow:signup-pipeline?'],
    ['service:mail', 'no run here has a service'],
    ['retryOf:run_0002', 'no run here repeats another'],
    ['status:canceled status:unknown', 'a run has one status: status:canceled,unknown is "or"'],
    ['status:canceled actor:ada', 'no run matches status:canceled'],
    ['status=failed', '"status=failed" is searched as a word: did you mean status:failed?'],
    ['actor:ada status:failed workflow:zzz', expect.stringContaining('workflow:zzz')],
    ['since:1s', 'the newest run is from 1m ago'],
    [
      'status:failed project:billing',
      'each term matches runs, but none matches all: without status:failed there are some',
    ],
  ])('%s', async (filter, text) => {
    expect(await why(filter)).toEqual([text]);
  });

  it('which field an engine keeps for no run', async () => {
    const { can } = createMemoryStore([]);
    const lacks = { fields: ['actor'], reason: 'the Workflow SDK keeps no' } as const;
    expect(await why('actor:ada', { store: { can: { ...can, lacks } } })).toEqual([
      'the Workflow SDK keeps no actor',
    ]);
  });

  it('that there are such runs outside of the view', async () => {
    expect(await why('status:failed', { within: 'kind:agent' })).toEqual([
      'there are such runs, but none with type:agent',
    ]);
  });

  it('which keys payloads have', async () => {
    const store = { suggest: async (field: string) => (field === 'input' ? ['email', 'plan.name'] : []) };
    expect(await why('input.emial:x', { store })).toEqual(['did you mean input.email:x?']);
    expect(await why('input.zzz:x', { store })).toEqual([
      'no recent run has input.zzz: there is input.email, input.plan.name',
    ]);
    expect(await why('input.email:x', { store })).toEqual([
      'input.email is recorded, with other values: a * stands for any text',
    ]);
  });
});

describe('a status that nobody knows', () => {
  const check = (filter: string, own = runs()) =>
    checkStatuses(createMemoryStore(own), parseQuery(filter), { now });

  it.each(['status:failed', 'status:completed', 'status:unknown', 'status:paused', 'actor:ada'])(
    'is not in %s',
    async filter => {
      await expect(check(filter)).resolves.toBeUndefined();
    },
  );

  it.each(['status:bogus', 'status:failed,bogus', '-status:bogus'])('is refused in %s', async filter => {
    await expect(check(filter)).rejects.toMatchObject({
      kind: 'usage',
      message: 'unknown status "bogus"',
      hint: expect.stringContaining('local has paused, besides queued'),
    });
  });

  it('is refused with the nearest, of the words that the store has too', async () => {
    await expect(check('status:"faild"', [])).rejects.toMatchObject({
      message: 'unknown status "faild": did you mean "failed"?',
    });
    await expect(check('status:f')).rejects.toMatchObject({
      message: 'unknown status "f": did you mean "failed"?',
    });
    await expect(check('status:pausd')).rejects.toMatchObject({
      message: 'unknown status "pausd": did you mean "paused"?',
    });
  });

  it('is searched where a store cannot tell its words', async () => {
    const { InspectorError } = await import('../../src/model/errors.ts');
    const store = {
      ...createMemoryStore(runs()),
      suggest: async () => {
        throw new InspectorError('usage', 'no such field');
      },
    };
    await expect(checkStatuses(store, parseQuery('status:bogus'), { now })).resolves.toBeUndefined();
  });
});
