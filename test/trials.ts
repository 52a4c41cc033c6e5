/** CI tries everything; `npm test`, which is run all the time, a part. */
export const isThorough = process.env.TRIALS !== undefined;
/** A number tries properties so many times as often as CI does, to find what is rare. */
const times = Number.parseInt(process.env.TRIALS ?? '', 10) || 1;

/** How many combined cases there are to one that is tried: `all` in CI, `few` in other runs. */
export function oneIn(all: number, few: number): number {
  return isThorough ? all : few;
}

/** How often a property is tried: CI as often as `all` says, and other runs an eightieth of it, or `few`. */
export function trials(all: number, few = Math.ceil(all / 80)): number {
  return isThorough ? all * times : few;
}

/** CI tries every one of these variants, and other runs the first of each so many. */
export function someOf<T>(variants: readonly T[], each: number): readonly T[] {
  return variants.filter((_, at) => at % oneIn(1, each) === 0);
}
