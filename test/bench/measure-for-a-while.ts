import { measureInTurn } from './measure.ts';

const wantedMs = 4_000;
const rounds = { least: 20, most: 200 };

/**
 * Measures several things in turn, as often as a while allows; what they all do at first, before they are
 * warm, does not count.
 */
export async function measureForAWhile<Name extends string>(
  things: Readonly<Record<Name, () => Promise<number>>>,
): Promise<Record<Name, number[]>> {
  const start = performance.now();
  await measureInTurn(1, things);
  const roundMs = (performance.now() - start) / 2;
  const fitting = Math.floor(wantedMs / roundMs);
  return measureInTurn(Math.min(rounds.most, Math.max(rounds.least, fitting)), things);
}
