import { bestPair } from './best-pair.ts';
import type { Split } from './separation.ts';
import { type RankedSets, rankValueSets, type Selection, type ValueSet } from './value-sets.ts';
import type { ValueTable } from './value-table.ts';

/** What failing runs share: one set of values, or two that only together make runs fail. */
export type SharedCause = {
  readonly sets: readonly ValueSet[];
  /** Of the runs that no cause before explains. */
  readonly split: Split;
};

export type SharedFindings = {
  /** The one that separates best first, each without the runs of those before. */
  readonly causes: readonly SharedCause[];
  /** What separates best by G alone, whether it may be chance or not. */
  readonly ranked: readonly ValueSet[];
  readonly failed: number;
  readonly others: number;
  /** How many values were compared. */
  readonly candidates: number;
  readonly leftOut: readonly string[];
};

/** What separates best where nothing is announced: it may be chance. */
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
    const own = members.subarray(starts[run], starts[run + 1]);
    if (sets.every(({ id, isAbsent }) => own.includes(id) !== isAbsent)) selection[run] = 0;
  }
}
