import { isTendency, sharpenCut } from './best-cut.ts';
import { type CutColumn, cutColumn, roundCut } from './number-column.ts';
import type { RunSet, Selection } from './run-sets.ts';
import { isSeparation, type Split, signedG } from './separation.ts';
import type { SharedValue } from './shared-value.ts';
import { type Beginning, findBeginnings } from './text-beginnings.ts';
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

/** A value of fewer runs cannot separate anything. */
const leastRuns = 3;
const pieceRuns = 2_048;
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

/** A table with the cuts of its numbers and the common beginnings of its texts. */
export type CutTable = {
  readonly table: ValueTable;
  readonly columns: readonly CutColumn[];
  readonly beginnings: readonly Beginning[];
};

export function* cutTable(table: ValueTable): Generator<undefined, CutTable> {
  const columns: CutColumn[] = [];
  for (const column of table.columns()) {
    const cut = cutColumn(column);
    if (cut) columns.push(cut);
    yield;
  }
  const beginnings: Beginning[] = [];
  for (const texts of table.texts()) {
    beginnings.push(...findBeginnings(texts, table.runs()));
    yield;
  }
  return { table, columns, beginnings };
}

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

/** A value, or a number above or up to a cut, which gets its text when it is named. */
type Name = SharedValue & { readonly cut?: number; readonly column?: CutColumn };

type FoundSet = Omit<ValueSet, 'g' | 'values' | 'runs'> & {
  readonly names: Name[];
  readonly runs: RunSet;
  /** Sets of the same kind differ only in a cut, or in how much of a text they look at. */
  readonly kind?: string;
};

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

const sizeRank = 3;

/** The plainer one of names for the same runs comes first; most values change the size of the input. */
function rankOf(name: Name | undefined): number {
  if (!name) return 0;
  const { field, text, relation } = name;
  if (field.isItem) return sizeRank + 2;
  if (field.isSize) return field.base === undefined ? sizeRank + 1 : sizeRank;
  if (relation !== undefined) return 2;
  return text === undefined ? 1 : 0;
}

function toValue({ field, text, relation, column, cut }: Name): SharedValue {
  if (column && cut !== undefined) return { field, relation, text: column.format(roundCut(column, cut)) };
  return relation === undefined ? { field, text } : { field, text, relation };
}

type Counts = { readonly all: Tally; readonly of: (id: number) => Tally };

type AddSet = (
  tally: Tally,
  name: Name,
  set: Pick<FoundSet, 'runs' | 'kind'> & { isAbsent?: boolean },
) => void;

function* findSets(
  { table, columns, beginnings }: CutTable,
  selection: Selection,
): Generator<undefined, ReadonlyMap<string, FoundSet>> {
  const counts = yield* countValues(table, selection);
  const { all } = counts;
  const sets = new Map<string, FoundSet>();
  const add: AddSet = (tally, name, { runs, kind, isAbsent = false }) => {
    const having = tally.failed + tally.others;
    if (having < leastRuns || having === all.failed + all.others) return;
    const key = `${tally.failed} ${tally.others} ${tally.hash}`;
    const known = sets.get(key);
    if (known?.isAbsent === isAbsent) known.names.push(name);
    else if (!known || rankOf(name) === 0)
      sets.set(key, { names: [name], isAbsent, runs, kind, split: toSplit(tally, all) });
  };
  for (const [id, value] of table.values().entries()) {
    if (id !== table.readInput()) add(counts.of(id), value, { runs: { type: 'having', ids: [id] } });
    if (id % pieceValues === 0) yield;
  }
  addLacking(table, counts, add);
  for (const { field, text, ids } of beginnings) {
    const tally = ids.map(counts.of).reduce(plus);
    add(tally, { field, text, relation: '*' }, { runs: { type: 'having', ids }, kind: `${field.name}*` });
  }
  for (const column of columns) {
    addRanges(column, countBuckets(table, column, selection), add);
    yield;
  }
  return sets;
}

function addLacking(table: ValueTable, counts: Counts, add: AddSet): void {
  for (const { field, any, nothing, input } of table.optional()) {
    const of = input === undefined ? counts.all : counts.of(input);
    const lacking = { type: 'lacking', id: any, of: input } as const;
    add(minus(of, counts.of(any)), { field }, { runs: lacking, isAbsent: true });
    if (nothing === undefined) continue;
    const runs = { type: 'lacking', id: nothing, of: any } as const;
    add(minus(counts.of(any), counts.of(nothing)), { field, text: 'null', relation: 'not' }, { runs });
  }
}

function addRanges(column: CutColumn, buckets: readonly Tally[], add: AddSet): void {
  const { field, cuts } = column;
  for (const [place, cut] of cuts.entries()) {
    const above = buckets.slice(place + 1).reduce(plus);
    add(
      above,
      { field, relation: '>', column, cut },
      { runs: { type: 'above', column, cut }, kind: `${field.name}>` },
    );
    if (column.isMany()) continue;
    const upTo = buckets.slice(0, place + 1).reduce(plus);
    add(
      upTo,
      { field, relation: '<=', column, cut },
      { runs: { type: 'upTo', column, cut }, kind: `${field.name}<` },
    );
  }
}

type Tally = { readonly failed: number; readonly others: number; readonly hash: number };

function minus(all: Tally, tally: Tally): Tally {
  return {
    failed: all.failed - tally.failed,
    others: all.others - tally.others,
    hash: (all.hash ^ tally.hash) >>> 0,
  };
}

/** Sums tallies that share no run. */
function plus(one: Tally, other: Tally): Tally {
  return {
    failed: one.failed + other.failed,
    others: one.others + other.others,
    hash: (one.hash ^ other.hash) >>> 0,
  };
}

function toSplit({ failed, others }: Tally, all: Tally): Split {
  return { failed, failedTotal: all.failed, others, othersTotal: all.others };
}

function* countValues(table: ValueTable, selection: Selection): Generator<undefined, Counts> {
  const [failures, starts, members] = [table.failed(), table.starts(), table.members()];
  const size = table.values().length;
  const counts = [new Uint32Array(size), new Uint32Array(size)] as const;
  const hashes = new Uint32Array(size);
  const all = { failed: 0, others: 0, hash: 0 };
  for (let run = 0; run < table.runs(); run += 1) {
    if (run % pieceRuns === 0) yield;
    if (selection[run] === 0) continue;
    const isFailed = failures[run] === 1;
    const count = isFailed ? counts[0] : counts[1];
    const hash = mixIds(run);
    all.hash = (all.hash ^ hash) >>> 0;
    if (isFailed) all.failed += 1;
    else all.others += 1;
    const end = starts[run + 1] ?? members.length;
    for (let at = starts[run] ?? end; at < end; at += 1) {
      const id = members[at] ?? 0;
      count[id] = (count[id] ?? 0) + 1;
      hashes[id] = (hashes[id] ?? 0) ^ hash;
    }
  }
  const of = (id: number): Tally => ({
    failed: counts[0][id] ?? 0,
    others: counts[1][id] ?? 0,
    hash: hashes[id] ?? 0,
  });
  return { all, of };
}

function countBuckets(
  table: ValueTable,
  { runs, buckets, cuts }: CutColumn,
  selection: Selection,
): readonly Tally[] {
  const failures = table.failed();
  const tallies = Array.from({ length: cuts.length + 1 }, () => ({ failed: 0, others: 0, hash: 0 }));
  for (const [at, run] of runs.entries()) {
    const tally = tallies[buckets[at] ?? 0];
    if (selection[run] === 0 || !tally) continue;
    if (failures[run] === 1) tally.failed += 1;
    else tally.others += 1;
    tally.hash = (tally.hash ^ mixIds(run)) >>> 0;
  }
  return tallies;
}

/** 32 bits that differ for each run: the same runs have the same `xor` of them. */
function mixIds(run: number): number {
  let bits = Math.imul(run + 1, 0x9e3779b1);
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
