/** A span that ended, by its position. */
export type Ending = { readonly position: number; readonly endAt: number };

type Ended = Ending & {
  readonly startAt: number;
  /** Whether it still ran then, as far as is known. */
  readonly isCut: boolean;
};

/** Walks back through the ends of spans. */
export type Endings = {
  /** The span that ended last, not after a time; later calls are for the same time or earlier ones. */
  readonly lastUntil: (at: number) => Ending | undefined;
};

const spansAtOnce = 1_000;

/** Sorts the times alone: of 100,000, that is a few ms. */
export function* sortEndings(spans: Iterable<Ended>): Generator<undefined, Endings> {
  const chosen = new Map<number, Ended>();
  let looked = 0;
  for (const span of spans) {
    looked += 1;
    if (looked % spansAtOnce === 0) yield;
    const known = chosen.get(span.endAt);
    if (!known || isChosen(span, known)) chosen.set(span.endAt, span);
  }
  const ends = Float64Array.from(chosen.keys()).sort();
  let next = ends.length - 1;
  return {
    lastUntil: at => {
      while (next >= 0 && (ends[next] ?? 0) > at) next -= 1;
      const endAt = ends[next];
      next -= 1;
      return endAt === undefined ? undefined : chosen.get(endAt);
    },
  };
}

/** Of spans that ended at the same time, one that really did, and the longest. */
function isChosen(span: Ended, other: Ended): boolean {
  return span.isCut === other.isCut ? span.startAt < other.startAt : other.isCut;
}
