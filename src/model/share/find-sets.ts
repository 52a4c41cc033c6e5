import type { Pieces } from '../pieces.ts';
import { type CutColumn, cutColumn } from './number-column.ts';
import type { RunSet, Selection } from './run-sets.ts';
import type { Split } from './separation.ts';
import type { SharedValue } from './shared-value.ts';
import { type Beginning, findBeginnings } from './text-beginnings.ts';
import type { ValueTable } from './value-table.ts';

export type CutTable = {
  readonly table: ValueTable;
  readonly columns: readonly CutColumn[];
  readonly beginnings: readonly Beginning[];
};

export function* cutTable(table: ValueTable): Pieces<CutTable> {
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

/** Values of fewer runs cannot separate anything. */
const leastRuns = 3;
const pieceRuns = 2_048;
const pieceValues = 1_024;

/** A number above or up to a cut gets its text when it is named. */
export type Name = SharedValue & { readonly cut?: number; readonly column?: CutColumn };

export type FoundSet = {
  readonly isAbsent: boolean;
  readonly split: Split;
  readonly names: Name[];
  readonly runs: RunSet;
  /** Equal for sets that differ only in a cut, or in the length of a text's beginning. */
  readonly kind?: string;
};

const sizeRank = 3;

/** Plain names of the same runs rank first, sizes last: most values change the size of the input. */
export function rankOf(name: Name | undefined): number {
  if (!name) return 0;
  const { field, text, is } = name;
  if (field.isItem) return sizeRank + 2;
  if (field.isSize) return field.base === undefined ? sizeRank + 1 : sizeRank;
  if (is !== undefined) return 2;
  return text === undefined ? 1 : 0;
}

type Counts = { readonly all: Tally; readonly of: (id: number) => Tally };

type AddSet = (
  tally: Tally,
  name: Name,
  set: Pick<FoundSet, 'runs' | 'kind'> & { isAbsent?: boolean },
) => void;

/** Every set of runs that values tell apart, by its counts and the hash of its runs. */
export function* findSets(
  { table, columns, beginnings }: CutTable,
  selection: Selection,
): Pieces<ReadonlyMap<string, FoundSet>> {
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
    add(tally, { field, text, is: '*' }, { runs: { type: 'having', ids }, kind: `${field.name}*` });
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
    add(minus(counts.of(any), counts.of(nothing)), { field, text: 'null', is: 'not' }, { runs });
  }
}

function addRanges(column: CutColumn, buckets: readonly Tally[], add: AddSet): void {
  const { field, cuts } = column;
  for (const [place, cut] of cuts.entries()) {
    const above = buckets.slice(place + 1).reduce(plus);
    add(
      above,
      { field, is: '>', column, cut },
      { runs: { type: 'above', column, cut }, kind: `${field.name}>` },
    );
    if (column.isMany()) continue;
    const upTo = buckets.slice(0, place + 1).reduce(plus);
    add(
      upTo,
      { field, is: '<=', column, cut },
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

/** Adds tallies without common runs. */
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

function* countValues(table: ValueTable, selection: Selection): Pieces<Counts> {
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

/** 32 bits for a run, whose `xor` identifies a set of runs. */
function mixIds(run: number): number {
  let bits = Math.imul(run + 1, 0x9e3779b1);
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
