import type { Pieces } from '../pieces.ts';
import { isTendency } from './best-cut.ts';
import { type CutTable, cutTable } from './find-sets.ts';
import { findPatterns, type Selection } from './run-sets.ts';
import { hasEffect, isSeparation, type Split, signedG } from './separation.ts';
import { type RankedSets, rankValueSets, sharpen, type ValueSet } from './value-sets.ts';
import type { ValueTable } from './value-table.ts';

/** One set of values, or two that make runs fail only together. */
export type SharedCause = {
  readonly sets: readonly ValueSet[];
  /** Counts the runs that no earlier cause explains. */
  readonly split: Split;
  /** The failed runs that have it, newest first, at most 100. */
  readonly failedIds?: readonly string[];
};

export type SharedFindings = {
  /** The best separation first. */
  readonly causes: readonly SharedCause[];
  /** The best separations by G alone, which may be chance. */
  readonly ranked: readonly ValueSet[];
  /** A number with which runs fail more and more, so that no cut is the cause; set only without causes. */
  readonly tendency?: ValueSet;
  readonly failed: number;
  readonly others: number;
  readonly candidates: number;
  readonly leftOut: readonly string[];
};

/** A candidate is named only if it explains this part of the failed runs. */
const leastExplained = 1 / 10;

/** The best separation if there is no cause: it may be chance, and may explain little. */
export function bestCandidate({ causes, ranked, tendency }: SharedFindings): ValueSet | undefined {
  if (causes.length > 0) return undefined;
  return tendency ?? ranked.find(({ split }) => hasEffect(split));
}

/** The best candidate, if it explains enough to be named. */
export function closestTo(findings: SharedFindings): ValueSet | undefined {
  const best = bestCandidate(findings);
  return best && explained(best.split) >= findings.failed * leastExplained ? best : undefined;
}

const mostCauses = 3;
const mostRanked = 5;
/** As many as a filter names. */
const mostIds = 100;

/**
 * `isOfAll`: the counts are of all runs of the table, because a cause came with the first bad run, or because
 * no other run ended in the time in which runs fail.
 */
type SharedInTable = SharedFindings & { readonly isOfAll: boolean };

export function* findShared(table: ValueTable): Pieces<SharedInTable> {
  const cut = yield* cutTable(table);
  const inTime: Selection = table.inTime();
  const isAlone = countSelected(table, inTime).others === 0;
  const selection = isAlone ? inTime.fill(1) : inTime;
  const { failed, others } = countSelected(table, selection);
  const causes: SharedCause[] = [];
  let first: RankedSets | undefined;
  while (causes.length < mostCauses) {
    const sets = yield* rankValueSets(cut, selection, first?.count);
    first ??= sets;
    const cause = yield* bestCause(table, selection, sets, first.count);
    if (!cause) break;
    causes.push(yield* leaveOut(table, selection, cause));
  }
  const [best] = causes;
  const isExplained = best !== undefined && explained(best.split) * 2 >= failed;
  const begun = isAlone || isExplained ? undefined : yield* findBegun(cut);
  const tendency = causes.length === 0 && !begun && first?.isTendency ? first.separating : undefined;
  return {
    causes: (begun ? [begun] : causes).map(cause => ({ ...cause, sets: cause.sets.map(withoutRuns) })),
    ranked: (first?.best ?? []).slice(0, mostRanked).map(withoutRuns),
    tendency: tendency && withoutRuns(tendency),
    ...(begun ? countSelected(table, undefined) : { failed, others }),
    isOfAll: isAlone || begun !== undefined,
    candidates: first?.count ?? 0,
    leftOut: table.leftOut(),
  };
}

/** Removes what refers to the table, which may stay on another thread. */
function withoutRuns({ runs: _, ...set }: ValueSet): ValueSet {
  return set;
}

/** How many failed runs would have succeeded at the rate of runs without the value. */
export function explained({ failed, failedTotal, others, othersTotal }: Split): number {
  const rate = others === othersTotal ? 0 : (failedTotal - failed) / (othersTotal - others);
  return Math.max(0, Math.round(failed - others * rate));
}

/** A value separates as well as a time if G differs by less, which is about one failed run. */
const leastDifference = 8;

/** What began when runs began to fail, such as a version that all later runs have. */
function* findBegun(cut: CutTable): Pieces<SharedCause | undefined> {
  const { table } = cut;
  const inside = countSelected(table, table.inTime());
  const all = countSelected(table, undefined);
  if (inside.failed + inside.others === table.runs()) return undefined;
  const time = { ...inside, failedTotal: all.failed, othersTotal: all.others };
  const everything = new Uint8Array(table.runs()).fill(1);
  const { separating } = yield* rankValueSets(cut, everything);
  if (!separating || separating.g < signedG(time) - leastDifference) return undefined;
  return yield* leaveOut(table, everything, { sets: [separating], split: separating.split });
}

function countSelected(
  table: ValueTable,
  selection: Selection | undefined,
): Pick<Split, 'failed' | 'others'> {
  let [failed, others] = [0, 0];
  for (const [run, isFailed] of table.failed().entries()) {
    if (selection?.[run] === 0) continue;
    if (isFailed === 1) failed += 1;
    else others += 1;
  }
  return { failed, others };
}

/** `undefined` where nothing is significant, or the best number is only a tendency. */
function* bestCause(
  table: ValueTable,
  selection: Selection,
  { best, separating, isTendency }: RankedSets,
  candidates: number,
): Pieces<SharedCause | undefined> {
  const pair = yield* bestPair(table, selection, best, candidates);
  if (pair && pair.g > (separating?.g ?? 0)) return yield* withoutTendency(table, selection, pair);
  return separating && !isTendency ? { sets: [separating], split: separating.split } : undefined;
}

/** Sharpens the cuts of a pair; `undefined` if runs with one value fail more the larger the other is. */
function* withoutTendency(
  table: ValueTable,
  selection: Selection,
  pair: ValuePair,
): Pieces<SharedCause | undefined> {
  let sets: readonly ValueSet[] = pair.sets;
  for (const [place, set] of pair.sets.entries()) {
    const patterns = yield* patternsOf(table, sets);
    const other = 2 >> place;
    const having = selection.map((isSelected, run) => isSelected & Number((patterns[run] ?? 0) & other && 1));
    const sharp = sharpen({ ...set, split: totalsOf(table, having) }, table, having);
    if (isTendency(sharp.runs, table, having)) return undefined;
    sets = sets.with(place, { ...sharp, split: set.split });
  }
  const patterns = yield* patternsOf(table, sets);
  const having = selection.map((isSelected, run) => isSelected & Number(patterns[run] === 3));
  return { sets, split: { ...pair.split, ...countSelected(table, having) } };
}

function totalsOf(table: ValueTable, selection: Selection): Split {
  const { failed: failedTotal, others: othersTotal } = countSelected(table, selection);
  return { failed: 0, others: 0, failedTotal, othersTotal };
}

/** Deselects the runs that have a cause, and adds the ids of the failed ones to it. */
function* leaveOut(table: ValueTable, selection: Selection, cause: SharedCause): Pieces<SharedCause> {
  const patterns = yield* patternsOf(table, cause.sets);
  const all = (1 << cause.sets.length) - 1;
  const [ids, failures] = [table.ids(), table.failed()];
  const failedIds: string[] = [];
  for (const [run, pattern] of patterns.entries()) {
    if (pattern !== all || selection[run] === 0) continue;
    selection[run] = 0;
    const id = ids[run];
    if (failures[run] === 1 && failedIds.length < mostIds && id !== undefined) failedIds.push(id);
  }
  return { ...cause, failedIds };
}

function* patternsOf(table: ValueTable, sets: readonly ValueSet[]): Pieces<Uint16Array> {
  return yield* findPatterns(
    table,
    sets.flatMap(({ runs }) => runs ?? []),
  );
}

type ValuePair = { readonly sets: readonly [ValueSet, ValueSet]; readonly split: Split; readonly g: number };

const leastFailed = 3;

/** The pair of sets whose common runs fail more than those of either alone; all pairs are tried. */
function* bestPair(
  table: ValueTable,
  selection: Selection,
  ranked: readonly ValueSet[],
  candidates: number,
): Pieces<ValuePair | undefined> {
  const sets = ranked.filter(({ split }) => split.failed >= leastFailed);
  const patterns = yield* countPatterns(table, selection, sets);
  let best: ValuePair | undefined;
  for (const [place, one] of sets.entries()) {
    for (const [behind, other] of sets.slice(place + 1).entries()) {
      const both = (1 << place) | (1 << (place + 1 + behind));
      const counts = { failed: sumOf(patterns.failed, both), others: sumOf(patterns.others, both) };
      const pair = { sets: [one, other] as const, split: { ...one.split, ...counts } };
      const g = signedG(pair.split);
      if (g > (best?.g ?? 0) && isPair(pair, candidates)) best = { ...pair, g };
    }
  }
  return best;
}

/** Whether both together are significant, and each among the runs that have the other. */
function isPair({ sets, split }: Omit<ValuePair, 'g'>, candidates: number): boolean {
  if (!isSeparation(split, (candidates * (candidates - 1)) / 2)) return false;
  return sets.every(({ split: { failed, others } }) =>
    isSeparation({ ...split, failedTotal: failed, othersTotal: others }, candidates),
  );
}

type Patterns = { readonly failed: Uint32Array; readonly others: Uint32Array };

/** How many runs have which combination of sets, each a bit; there are at most 12. */
function* countPatterns(
  table: ValueTable,
  selection: Selection,
  sets: readonly ValueSet[],
): Pieces<Patterns> {
  const failures = table.failed();
  const size = 1 << sets.length;
  const counted = { failed: new Uint32Array(size), others: new Uint32Array(size) };
  const patterns = yield* patternsOf(table, sets);
  for (const [run, pattern] of patterns.entries()) {
    if (selection[run] === 0) continue;
    const counts = failures[run] === 1 ? counted.failed : counted.others;
    counts[pattern] = (counts[pattern] ?? 0) + 1;
  }
  return counted;
}

function sumOf(counts: Uint32Array, bits: number): number {
  return counts.reduce((sum, count, pattern) => ((pattern & bits) === bits ? sum + count : sum), 0);
}
