import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunStore } from '../../../src/contract/run-store.ts';
import type { RunStatus } from '../../../src/model/status.ts';
import { compareWithSuccess, toldApart } from '../told-apart.ts';
import { type Host, startHost } from './start-host.ts';
import { waitForStatus } from './wait-for-status.ts';

/** Runs of one flow that a real engine executed: three that succeeded, then others. */
describe('a run of the Workflow SDK beside successes of its flow', () => {
  let host: Host;
  let store: RunStore;
  const run = async (status: RunStatus, ...args: readonly unknown[]) => {
    const id = await host.start('ship', ...args);
    await waitForStatus(store, id, status);
    return id;
  };
  beforeAll(async () => {
    host = await startHost();
    store = await host.open();
    for (const city of ['Malmö', 'Lund', 'Oslo']) await run('success', city, 3);
  });
  afterAll(async () => {
    await store?.close();
    await host?.remove();
  });

  it('that differs only in what always varies has no difference', async () => {
    const { first, differences, matchedShare, successes } = await compareWithSuccess(
      store,
      await run('success', 'Bergen', 3),
    );
    expect(differences.filter(({ kind }) => kind !== 'duration')).toEqual([]);
    expect(first === null || first.kind === 'duration').toBe(true);
    expect({ matchedShare, successes: successes.length }).toEqual({ matchedShare: 1, successes: 3 });
  });

  it('that failed in a step is told apart by that step and its error', async () => {
    const sentence = await toldApart(store, await run('failed', 'nowhere', 3));
    expect(sentence).toMatch(
      /^bookCarrier failed \(FatalError: no carrier goes to nowhere\); no error in \d of \d successes$/,
    );
  });

  it('whose input has another type is told apart by the input', async () => {
    const sentence = await toldApart(store, await run('failed', 'Malmö', 'three'));
    expect(sentence).toMatch(/^input\.1 is "three", was a number in \d of \d successes$/);
  });
});
