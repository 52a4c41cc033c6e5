import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunStore } from '../../../src/contract/run-store.ts';
import { openOtlpStore } from '../../../src/engines/otlp/open-otlp-store.ts';
import { compareWithSuccess, toldApart } from '../told-apart.ts';
import { createEmitter } from './start-emit.ts';

/** Runs of one flow, as real OpenTelemetry exporters wrote them: three that succeeded, then others. */
describe('a run of OpenTelemetry beside successes of its flow', () => {
  const emitter = createEmitter();
  let store: RunStore;
  beforeAll(async () => {
    await emitter.run('parcels');
    const target = { name: 'otlp', kind: 'otlp', location: emitter.folder, reason: 'argument' };
    store = await openOtlpStore({ place: emitter.folder, target, pollMs: 20 });
  });
  afterAll(async () => {
    await store?.close();
    emitter.remove();
  });

  it('that differs only in what always varies has no difference', async () => {
    const { first, differences, matchedShare, successes } = await compareWithSuccess(store, 'parcel_Bergen');
    expect(differences.filter(({ kind }) => kind !== 'duration')).toEqual([]);
    expect(first === null || first.kind === 'duration').toBe(true);
    expect({ matchedShare, successes: successes.length }).toEqual({ matchedShare: 1, successes: 3 });
  });

  it('that failed in a step is told apart by that step and its error', async () => {
    const sentence = await toldApart(store, 'parcel_nowhere');
    expect(sentence).toMatch(
      /^book carrier failed \(no carrier goes to nowhere\); no error in \d of \d successes$/,
    );
  });

  it('whose input has another type is told apart by the input', async () => {
    const sentence = await toldApart(store, 'parcel_three');
    expect(sentence).toMatch(/^input\.boxes is "three", was a number in \d of \d successes$/);
  });
});
