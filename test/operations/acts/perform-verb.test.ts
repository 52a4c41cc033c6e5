import { describe, expect, test } from 'vitest';
import type { VerbRequest, VerbResult } from '../../../src/contract/verbs.ts';
import { InspectorError } from '../../../src/model/errors.ts';
import { performVerb, verbText } from '../../../src/operations/acts/perform-verb.ts';
import { createMemoryStore, sampleRun } from '../../screen/memory-store.ts';
import { engineVerbs } from '../../screen/verb-states.ts';

const failed = sampleRun(1, { status: 'failed' });

function perform(verb: string, answer: () => Promise<VerbResult>, order: string[] = []) {
  const base = createMemoryStore([failed]);
  const store = {
    ...base,
    can: { ...base.can, verbs: engineVerbs },
    performVerb: (_: string, request: VerbRequest) => {
      order.push(`${request.verb}, saved: ${request.isSaved ?? false}`);
      return answer();
    },
  };
  const keepCase = async ({ id }: { readonly id: string }) => {
    order.push(`kept ${id}`);
    return './x.case.json';
  };
  return performVerb({ store, address: failed.id, verb, now: 0, keepCase });
}

describe('a verb that takes something of a run away', () => {
  test('is performed once the run is kept', async () => {
    const order: string[] = [];
    const outcome = await perform('retry-in-place', async () => ({ type: 'done', status: 'queued' }), order);
    expect(order).toEqual(['kept run_0001', 'retry-in-place, saved: true']);
    expect(verbText('retry in place', outcome)).toBe(
      'retry in place: it is now Queued; as it was, it is saved in ./x.case.json',
    );
  });

  test('names the case file also where its engine did not answer', async () => {
    const lost = async () => Promise.reject(new InspectorError('timeout', 'no answer in 30 s'));
    const outcome = await perform('retry-in-place', lost);
    expect(outcome).toMatchObject({ type: 'unknown', savedAs: './x.case.json' });
    expect(verbText('retry in place', outcome)).toBe(
      'retry in place: not known whether it is done: no answer in 30 s; as it was, it is saved in ./x.case.json',
    );
  });
});

test.each<[string, Error, object]>([
  ['not sent', new InspectorError('unreachable', 'away', { isUnsent: true }), { type: 'failed' }],
  ['refused by rights', new InspectorError('auth', 'no right'), { type: 'failed' }],
  ['lost', new InspectorError('unreachable', 'away'), { type: 'unknown' }],
])('what was %s is told as such', async (_, error, outcome) => {
  expect(await perform('retry-in-place', () => Promise.reject(error))).toMatchObject(outcome);
});

test('a bug is no outcome', async () => {
  await expect(perform('retry-in-place', () => Promise.reject(new TypeError('x')))).rejects.toThrow(
    TypeError,
  );
});

test('a run of another status is neither kept nor sent', async () => {
  const base = createMemoryStore([sampleRun(1, { status: 'success' })]);
  const outcome = await performVerb({
    ...{ store: { ...base, can: { ...base.can, verbs: engineVerbs } }, address: 'run_0001', now: 0 },
    ...{ verb: 'retry-in-place', keepCase: () => Promise.reject(new Error('it was kept')) },
  });
  const reason = 'retry in place is for a failed run, and signup-pipeline is success';
  expect(outcome).toEqual({ type: 'refused', reason });
});
