import type { Pieces } from '../pieces.ts';
import { isTendency, sharpenCut } from './best-cut.ts';
import { type CutTable, type FoundSet, findSets, type Name, rankOf } from './find-sets.ts';
import { roundCut } from './number-column.ts';
import { isRange, type RunSet, type Selection } from './run-sets.ts';
import { isSeparation, type Split, signedG } from './separation.ts';
import type { SharedValue } from './shared-value.ts';
import type { ValueTable } from './value-table.ts';

export type ValueSet = {
  readonly values: readonly SharedValue[];
  readonly isAbsent: boolean;
  readonly split: Split;
  readonly g: number;
  /** Absent where the table is elsewhere. */
  readonly runs?: RunSet;
};

const pieceValues = 1_024;

export type RankedSets = {
  /** The sets that separate best by signed G, best first. */
  readonly best: readonly ValueSet[];
  /** The best significant one, in the plainest words. */
  readonly separating: ValueSet | undefined;
  /** Whether runs fail more, the further their number is beyond the cut, so that no cut is the cause. */
  readonly isTendency: boolean;
  readonly count: number;
};

const bestFew = 12;

/** Ranks every set of runs that values tell apart; `candidates` defaults to their number. */
export function* rankValueSets(cut: CutTable, selection: Selection, candidates?: number): Pieces<RankedSets> {
  const sets = yield* findSets(cut, selection);
  const count = candidates ?? sets.size;
  const best: RankedSet[] = [];
  let separating: RankedSet | undefined;
  let size: RankedSet | undefined;
  let done = 0;
  for (const found of sets.values()) {
    done += 1;
    if (done % pieceValues === 0) yield;
    const set = { ...found, g: signedG(found.split) };
    if (set.g <= 0) continue;
    const isLarger = set.g > (separating?.g ?? 0);
    const isLargerSize = isSize({ values: set.names }) && set.g > (size?.g ?? 0);
    if ((isLarger || isLargerSize) && isSeparation(set.split, count)) {
      if (isLarger) separating = set;
      if (isLargerSize) size = set;
    }
    keepBest(best, set);
  }
  const significant = best.filter(({ split }) => isSeparation(split, count));
  const named = [...(separating ? [separating] : []), ...(size ? [size] : []), ...significant].map(set =>
    sharpen(toValueSet(set), cut.table, selection),
  );
  const first = plainest(named);
  return {
    best: best.map(toValueSet),
    separating: first,
    isTendency: first !== undefined && isTendency(first.runs, cut.table, selection),
    count: sets.size,
  };
}

/** The best set, or one nearly as good in plainer words: a length for items, a value for a number. */
function plainest(sets: readonly ValueSet[]): ValueSet | undefined {
  const [best] = sets.toSorted((a, b) => b.g - a.g);
  const [first] = best?.values ?? [];
  if (!best || !first) return undefined;
  const like = sets.filter(({ g }) => g >= likeShare * best.g);
  if (first.field.isItem) return like.find(isSize) ?? best;
  if (first.field.isSize && first.field.base === undefined)
    return sets.find(one => one.g >= sameShare * best.g && hasBase(one)) ?? best;
  if (!best.runs || !isRange(best.runs)) return best;
  const base = first.field.base ?? first.field.name;
  return (
    like.find(
      ({ values, runs }) => !(runs && isRange(runs)) && values.some(({ field }) => field.name === base),
    ) ?? best
  );
}

/** Replaces members of a list by its length, and a number by a value, if these tell nearly as much. */
const likeShare = 0.8;
/** Replaces the size of the input by the length of a list or text that makes it large. */
const sameShare = 0.98;

function hasBase({ values: [first] }: ValueSet): boolean {
  return first?.field.isSize === true && first.field.base !== undefined;
}

function isSize({ values }: Pick<ValueSet, 'values'>): boolean {
  return values.some(({ field }) => field.isSize);
}

/** Moves the cut to the best place between the quantiles beside it. */
export function sharpen(set: ValueSet, table: ValueTable, selection: Selection): ValueSet {
  const { runs } = set;
  if (!runs || !isRange(runs)) return set;
  const { column } = runs;
  const { cut, split, g } = sharpenCut(runs, set.split, table, selection);
  const text = column.format(roundCut(column, cut));
  const values = set.values.map(value => (value.field === column.field ? { ...value, text } : value));
  return { ...set, values, split, g, runs: { ...runs, cut } };
}

/** Keeps only the best cut of a column, and the best beginning of a field. */
function keepBest(best: RankedSet[], set: RankedSet): void {
  if (best.length === bestFew && set.g <= (best.at(-1)?.g ?? 0)) return;
  const like = best.findIndex(({ kind }) => kind !== undefined && kind === set.kind);
  if (like >= 0) {
    if ((best[like]?.g ?? 0) >= set.g) return;
    best.splice(like, 1);
  }
  const place = best.findIndex(({ g }) => g < set.g);
  best.splice(place < 0 ? best.length : place, 0, set);
  best.length = Math.min(best.length, bestFew);
}

type RankedSet = FoundSet & { readonly g: number };

function toValueSet({ names, isAbsent, split, g, runs }: RankedSet): ValueSet {
  const bases = new Set<string>();
  const inOrder = names.toSorted((a, b) => rankOf(a) - rankOf(b));
  const isPlain = !inOrder[0]?.field.isSize && !inOrder[0]?.field.isItem;
  const values = inOrder.filter(one => {
    const { field, is } = one;
    const base = field.base ?? field.name;
    const isImplied = field.isSize && bases.size > 0 && (isPlain || field.base === undefined);
    const isKnown = is !== undefined && bases.has(base);
    bases.add(base);
    return !isKnown && !isImplied;
  });
  return { values: values.map(toValue), isAbsent, split, g, runs };
}

function toValue({ field, text, is, column, cut }: Name): SharedValue {
  if (column && cut !== undefined) return { field, is, text: column.format(roundCut(column, cut)) };
  return is === undefined ? { field, text } : { field, text, is };
}
