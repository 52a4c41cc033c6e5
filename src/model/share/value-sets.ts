import { isSeparation, type Split, signedG } from './separation.ts';
import type { SharedValue, ValueTable } from './value-table.ts';

/** Values that the same runs have. */
export type ValueSet = {
  readonly values: readonly SharedValue[];
  /** Whether its runs are those without the field. */
  readonly isAbsent: boolean;
  /** A value's number in the table. */
  readonly id: number;
  readonly split: Split;
  readonly g: number;
};

/** Which runs are looked at: 1 for each of them. */
export type Selection = Uint8Array;

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
  readonly count: number;
};

/** How many of the best sets are kept. */
const bestFew = 12;

/** Compares every set of runs that values tell apart, in pieces; `candidates` are the sets unless given. */
export function* rankValueSets(
  table: ValueTable,
  selection: Selection,
  candidates?: number,
): Generator<undefined, RankedSets> {
  const sets = yield* findSets(table, selection);
  const count = candidates ?? sets.size;
  const best: ValueSet[] = [];
  let separating: ValueSet | undefined;
  let done = 0;
  for (const found of sets.values()) {
    done += 1;
    if (done % pieceValues === 0) yield;
    const set = { ...found, g: signedG(found.split) };
    if (set.g <= 0) continue;
    if (set.g > (separating?.g ?? 0) && isSeparation(set.split, count)) separating = set;
    if (best.length === bestFew && set.g <= (best.at(-1)?.g ?? 0)) continue;
    const place = best.findIndex(({ g }) => g < set.g);
    best.splice(place < 0 ? best.length : place, 0, set);
    best.length = Math.min(best.length, bestFew);
  }
  return { best, separating, count: sets.size };
}

type FoundSet = Omit<ValueSet, 'g' | 'values'> & { readonly values: SharedValue[] };

function* findSets(
  table: ValueTable,
  selection: Selection,
): Generator<undefined, ReadonlyMap<string, FoundSet>> {
  const counts = yield* countValues(table, selection);
  const sets = new Map<string, FoundSet>();
  const add = (id: number, value: SharedValue, tally: Tally, isAbsent: boolean) => {
    const having = tally.failed + tally.others;
    if (having < leastRuns || having === counts.all.failed + counts.all.others) return;
    const key = `${tally.failed} ${tally.others} ${tally.hash}`;
    const known = sets.get(key);
    if (known?.isAbsent === isAbsent) known.values.push(value);
    else if (!known || known.isAbsent)
      sets.set(key, { values: [value], isAbsent, id, split: toSplit(tally, counts.all) });
  };
  for (const [id, value] of table.values().entries()) {
    const tally = counts.of(id);
    add(id, value, tally, false);
    if (value.text === undefined) add(id, value, without(counts.all, tally), true);
    if (id % pieceValues === 0) yield;
  }
  return sets;
}

type Tally = { readonly failed: number; readonly others: number; readonly hash: number };

function without(all: Tally, tally: Tally): Tally {
  return {
    failed: all.failed - tally.failed,
    others: all.others - tally.others,
    hash: (all.hash ^ tally.hash) >>> 0,
  };
}

function toSplit({ failed, others }: Tally, all: Tally): Split {
  return { failed, failedTotal: all.failed, others, othersTotal: all.others };
}

function* countValues(table: ValueTable, selection: Selection) {
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
  return { all: all satisfies Tally, of };
}

/** 32 bits that differ for each run: the same runs have the same `xor` of them. */
function mixIds(run: number): number {
  let bits = Math.imul(run + 1, 0x9e3779b1);
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
