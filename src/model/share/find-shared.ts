import { bestPair } from './best-pair.ts';
import { isSeparation, type Split } from './separation.ts';
import { rankValueSets, type Selection, type ValueSet } from './value-sets.ts';
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
  let candidates = 0;
  let ranked: readonly ValueSet[] = [];
  while (causes.length < mostCauses) {
    const sets = yield* rankValueSets(table, selection);
    if (causes.length === 0) {
      candidates = sets.length;
      ranked = sets.slice(0, mostRanked).filter(({ g }) => g > 0);
    }
    const cause = yield* bestCause(table, selection, sets, candidates);
    if (!cause) break;
    causes.push(cause);
    yield* leaveOut(table, selection, cause.sets);
  }
  return { causes, ranked, failed, others: table.runs() - failed, candidates, leftOut: table.leftOut() };
}

function* bestCause(
  table: ValueTable,
  selection: Selection,
  sets: readonly ValueSet[],
  candidates: number,
): Generator<undefined, SharedCause | undefined> {
  const single = sets.find(({ split, g }) => g > 0 && isSeparation(split, candidates));
  const pair = yield* bestPair(table, selection, sets, candidates);
  if (pair && pair.g > (single?.g ?? 0)) return pair;
  return single && { sets: [single], split: single.split };
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
