/** Keys of runs are `band * 1024 + n`, where a band is a millisecond: see `sqlite-schema.ts`. */
export const runsPerBand = 1_024;

const lastBand = Math.floor(Number.MAX_SAFE_INTEGER / runsPerBand) - 1_000_000;

/**
 * The millisecond under which a run is filed; times before 1970 and after 2255 share the first and the last
 * one.
 */
export function toBand(createdAt: number): number {
  return Math.min(Math.max(Math.floor(createdAt) || 0, 0), lastBand);
}

export function bandOfKey(key: number): number {
  return Math.floor(key / runsPerBand);
}

/** The first key of a band. */
export function keyOfBand(band: number): number {
  return band * runsPerBand;
}
