/** Keys of runs are `band * 1024 + n`, where a band is a millisecond: see `sqlite-schema.ts`. */
export const runsPerBand = 1_024;

const lastBand = Math.floor(Number.MAX_SAFE_INTEGER / runsPerBand) - 1_000_000;

/** The millisecond of a run's key; times before 1970 and after 2255 are clamped. */
export function toBand(createdAt: number): number {
  return Math.min(Math.max(Math.floor(createdAt) || 0, 0), lastBand);
}

export function bandOfKey(key: number): number {
  return Math.floor(key / runsPerBand);
}

export function keyOfBand(band: number): number {
  return band * runsPerBand;
}
