import { isTendency, sharpenCut } from './best-cut.ts';
import { type CutTable, type FoundSet, findSets, type Name, rankOf } from './find-sets.ts';
import { roundCut } from './number-column.ts';
import type { RunSet, Selection } from './run-sets.ts';
import { isSeparation, type Split, signedG } from './separation.ts';
import type { SharedValue } from './shared-value.ts';
import type { ValueTable } from './value-table.ts';

/** Values that the same runs have. */
export type ValueSet = {
  readonly values: readonly SharedValue[];
  /** Whether its runs are those without the field. */
  readonly isAbsent: boolean;
  readonly split: Split;
  readonly g: number;
  /** Its runs in the table; absent where the table is elsewhere. */
  readonly runs?: RunSet;
};

const pieceValues = 1_024;

/** The sets of runs that values tell apart. */
export type RankedSets = {
  /** The sets that separate best by signed G, best first. */
  readonly best: readonly ValueSet[];
  /** The best one whose difference is significant among so many. */
  readonly separating: ValueSet | undefined;
  /** Whether runs fail more, the further their number is beyond the cut, which then is no cause. */
  readonly isTendency: boolean;
  readonly count: number;
};

/** How many of the best sets are kept. */
const bestFew = 12;

/** Compares every set of runs that values tell apart, in pieces; `candidates` are the sets unless given. */
export function* rankValueSets(
  cut: CutTable,
  selection: Selection,
  candidates?: number,
): Generator<undefined, RankedSets> {
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

/** What separates best, or nearly so in plainer words: a length for items, and a value for a number. */
function plainest(sets: readonly ValueSet[]): ValueSet | undefined {
  const [best] = sets.toSorted((a, b) => b.g - a.g);
  const [first] = best?.values ?? [];
  if (!best || !first) return undefined;
  const like = sets.filter(({ g }) => g >= likeShare * best.g);
  if (first.field.isItem) return like.find(isSize) ?? best;
  if (first.field.isSize && first.field.base === undefined)
    return sets.find(one => one.g >= sameShare * best.g && hasBase(one)) ?? best;
  if (best.runs?.type !== 'above' && best.runs?.type !== 'upTo') return best;
  const base = first.field.base ?? first.field.name;
  return (
    like.find(
      ({ values, runs }) =>
        runs?.type !== 'above' && runs?.type !== 'upTo' && values.some(({ field }) => field.name === base),
    ) ?? best
  );
}

/** Long lists have more members: a length that tells nearly as much is named, and a value before a number. */
const likeShare = 0.8;
/** A long list or text makes the whole input large: it is named where its length tells the same. */
const sameShare = 0.98;

function hasBase({ values: [first] }: ValueSet): boolean {
  return first?.field.isSize === true && first.field.base !== undefined;
}

function isSize({ values }: Pick<ValueSet, 'values'>): boolean {
  return values.some(({ field }) => field.isSize);
}

/** The same with the best cut between the two quantiles beside its own. */
export function sharpen(set: ValueSet, table: ValueTable, selection: Selection): ValueSet {
  const { runs } = set;
  if (runs?.type !== 'above' && runs?.type !== 'upTo') return set;
  const { column } = runs;
  const { cut, split, g } = sharpenCut(runs, set.split, table, selection);
  const text = column.format(roundCut(column, cut));
  const values = set.values.map(value => (value.field === column.field ? { ...value, text } : value));
  return { ...set, values, split, g, runs: { ...runs, cut } };
}

/** Keeps only the best one of several cuts of a column, or beginnings of a field. */
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
    const { field, relation } = one;
    const base = field.base ?? field.name;
    const isImplied = field.isSize && bases.size > 0 && (isPlain || field.base === undefined);
    const isKnown = relation !== undefined && bases.has(base);
    bases.add(base);
    return !isKnown && !isImplied;
  });
  return { values: values.map(toValue), isAbsent, split, g, runs };
}

function toValue({ field, text, relation, column, cut }: Name): SharedValue {
  if (column && cut !== undefined) return { field, relation, text: column.format(roundCut(column, cut)) };
  return relation === undefined ? { field, text } : { field, text, relation };
}
