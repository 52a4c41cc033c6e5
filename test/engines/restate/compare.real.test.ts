import { beforeAll, describe, expect, it } from 'vitest';
import { compareWithSuccess, toldApart } from '../told-apart.ts';
import { useRestate } from './use-restate.ts';

const server = useRestate();

/** Invocations of one handler on a real server: three that succeeded, then others. */
describe('an invocation beside successes of its handler', () => {
  const ship = (city: string, boxes: unknown) =>
    server.send('parcel/ship/send', 'completed', { city, boxes });
  beforeAll(async () => {
    for (const city of ['Malmö', 'Lund', 'Oslo']) await ship(city, 3);
  });

  it('that differs only in what always varies has no difference', async () => {
    const { first, differences, matchedShare, successes } = await compareWithSuccess(
      server.store,
      await ship('Bergen', 3),
    );
    expect(differences.filter(({ kind }) => kind !== 'duration')).toEqual([]);
    expect(first === null || first.kind === 'duration').toBe(true);
    expect({ matchedShare, successes: successes.length }).toEqual({ matchedShare: 1, successes: 3 });
  });

  it('that failed in a step is told apart by that step and its error', async () => {
    const sentence = await toldApart(server.store, await ship('nowhere', 3));
    expect(sentence).toMatch(
      /^book carrier failed \(no carrier goes to nowhere\); no error in \d of \d successes$/,
    );
  });

  it('whose input has another type is told apart by the input', async () => {
    const sentence = await toldApart(server.store, await ship('Malmö', 'three'));
    expect(sentence).toMatch(/^input\.boxes is "three", was a number in \d of \d successes$/);
  });
});
