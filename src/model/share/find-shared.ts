import { isSeparation, type Split, signedG } from './separation.ts';
import { type RankedSets, rankValueSets, type Selection, type ValueSet } from './value-sets.ts';
import type { ValueTable } from './value-table.ts';

/** A cause that failing runs share: one set of values, or two that only together make runs fail. */
export type SharedCause = {
  readonly sets: readonly ValueSet[];
  /** Counts only runs that no earlier cause explains. */
  readonly split: Split;
};

export type SharedFindings = {
  /** The one that separates best first, each without the runs of those before. */
  readonly causes: readonly SharedCause[];
  /** The best separations by G alone, which may be chance. */
  readonly ranked: readonly ValueSet[];
  readonly failed: number;
  readonly others: number;
  /** How many values were compared. */
  readonly candidates: number;
  readonly leftOut: readonly string[];
};

/** The best separation where none is announced: it may be chance. */
export function closestTo({ causes, ranked }: SharedFindings): ValueSet | undefined {
  return causes.length === 0 ? ranked[0] : undefined;
}

const mostCauses = 3;
const mostRanked = 5;
const pieceRuns = 2_048;

/** Finds what failing runs have and others do not, in pieces: each `yield` is a chance to stop. */
export function* findShared(table: ValueTable): Generator<undefined, SharedFindings> {
  const selection: Selection = new Uint8Array(table.runs()).fill(1);
  const failed = table.failed().reduce((sum, one) => sum + one, 0);
  const causes: SharedCause[] = [];
  let first: RankedSets | undefined;
  while (causes.length < mostCauses) {
    const sets = yield* rankValueSets(table, selection, first?.count);
    first ??= sets;
    const cause = yield* bestCause(table, selection, sets, first.count);
    if (!cause) break;
    causes.push(cause);
    yield* leaveOut(table, selection, cause.sets);
  }
  return {
    causes,
    ranked: first?.best.slice(0, mostRanked) ?? [],
    failed,
    others: table.runs() - failed,
    candidates: first?.count ?? 0,
    leftOut: table.leftOut(),
  };
}

function* bestCause(
  table: ValueTable,
  selection: Selection,
  { best, separating }: RankedSets,
  candidates: number,
): Generator<undefined, SharedCause | undefined> {
  const pair = yield* bestPair(table, selection, best, candidates);
  if (pair && pair.g > (separating?.g ?? 0)) return pair;
  return separating && { sets: [separating], split: separating.split };
}

function* leaveOut(
  table: ValueTable,
  selection: Selection,
  sets: readonly ValueSet[],
): Generator<undefined, void> {
  const [starts, members] = [table.starts(), table.members()];
  for (let run = 0; run < table.runs(); run += 1) {
    if (run % pieceRuns === 0) yield;
    const own = members.slice(starts[run], starts[run + 1]);
    if (sets.every(({ id, isAbsent }) => own.includes(id) !== isAbsent)) selection[run] = 0;
  }
}

type ValuePair = {
  readonly sets: readonly [ValueSet, ValueSet];
  readonly split: Split;
  readonly g: number;
};

const leastFailed = 3;

/** The two sets whose runs have both of them fail more than those with either alone; every two are tried. */
function* bestPair(
  table: ValueTable,
  selection: Selection,
  ranked: readonly ValueSet[],
  candidates: number,
): Generator<undefined, ValuePair | undefined> {
  const sets = ranked.filter(({ split }) => split.failed >= leastFailed);
  const patterns = yield* countPatterns(table, selection, sets);
  let best: ValuePair | undefined;
  for (const [place, one] of sets.entries()) {
    for (const [behind, other] of sets.slice(place + 1).entries()) {
      const both = (1 << place) | (1 << (place + 1 + behind));
      const pair = { sets: [one, other] as const, split: splitOf(patterns, both, one.split) };
      const g = signedG(pair.split);
      if (g > (best?.g ?? 0) && isPair(pair, candidates)) best = { ...pair, g };
    }
  }
  return best;
}

/** Whether both together are significant, and each one among the runs that have the other. */
function isPair({ sets, split }: Omit<ValuePair, 'g'>, candidates: number): boolean {
  if (!isSeparation(split, (candidates * (candidates - 1)) / 2)) return false;
  return sets.every(({ split: { failed, others } }) =>
    isSeparation({ ...split, failedTotal: failed, othersTotal: others }, candidates),
  );
}

type Patterns = { readonly failed: Uint32Array; readonly others: Uint32Array };

/** How many runs have which of the sets: a bit for each set, of which there are few. */
function* countPatterns(
  table: ValueTable,
  selection: Selection,
  sets: readonly ValueSet[],
): Generator<undefined, Patterns> {
  const [failures, starts, members] = [table.failed(), table.starts(), table.members()];
  const bits = new Map<number, number>();
  for (const [place, { id }] of sets.entries()) bits.set(id, (bits.get(id) ?? 0) | (1 << place));
  const absent = sets.reduce((sum, { isAbsent }, place) => sum | (Number(isAbsent) << place), 0);
  const size = 1 << sets.length;
  const patterns = { failed: new Uint32Array(size), others: new Uint32Array(size) };
  for (let run = 0; run < table.runs(); run += 1) {
    if (run % pieceRuns === 0) yield;
    if (selection[run] === 0) continue;
    let pattern = absent;
    const end = starts[run + 1] ?? members.length;
    for (let at = starts[run] ?? end; at < end; at += 1) pattern ^= bits.get(members[at] ?? -1) ?? 0;
    const counts = failures[run] === 1 ? patterns.failed : patterns.others;
    counts[pattern] = (counts[pattern] ?? 0) + 1;
  }
  return patterns;
}

function splitOf({ failed, others }: Patterns, both: number, totals: Split): Split {
  return { ...totals, failed: sumOf(failed, both), others: sumOf(others, both) };
}

function sumOf(counts: Uint32Array, bits: number): number {
  return counts.reduce((sum, count, pattern) => ((pattern & bits) === bits ? sum + count : sum), 0);
}
