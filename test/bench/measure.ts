/**
 * The value below which a share of the values lies; of an even number of values the median is the mean of
 * both in the middle.
 */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)];
  const above = sorted[Math.ceil(place)];
  if (below === undefined || above === undefined) throw new Error('nothing was measured');
  return below + (above - below) * (place - Math.floor(place));
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

export function p95(values: readonly number[]): number {
  return quantile(values, 0.95);
}

export function max(values: readonly number[]): number {
  return quantile(values, 1);
}

/** How long the work takes, in ms. */
export async function timeOf(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

type Measured<Name extends string> = Record<Name, number[]>;

/**
 * Measures several things in turn, so that what else the machine does falls on all of them; the first round
 * is thrown away.
 */
export async function measureInTurn<Name extends string>(
  rounds: number,
  things: Readonly<Record<Name, () => Promise<number>>>,
): Promise<Measured<Name>> {
  const names = Object.keys(things) as Name[];
  const measured = Object.fromEntries(names.map(name => [name, []])) as unknown as Measured<Name>;
  for (let round = 0; round <= rounds; round += 1) {
    for (const name of names) {
      const value = await things[name]();
      if (round > 0) measured[name].push(value);
    }
  }
  return measured;
}
