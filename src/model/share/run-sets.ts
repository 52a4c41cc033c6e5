import type { Pieces } from '../pieces.ts';
import type { CutColumn } from './number-column.ts';
import type { ValueTable } from './value-table.ts';

export type RunSet =
  | { readonly type: 'having'; readonly ids: readonly number[] }
  /** Runs without the value `id`, among those that have the value `of`, or among all. */
  | { readonly type: 'lacking'; readonly id: number; readonly of?: number }
  | RangeSet;

export type RangeSet = {
  readonly type: 'above' | 'upTo';
  readonly column: CutColumn;
  readonly cut: number;
};

export function isRange(set: RunSet): set is RangeSet {
  return set.type === 'above' || set.type === 'upTo';
}

/** 1 for each run that is looked at. */
export type Selection = Uint8Array;

const pieceRuns = 2_048;

/** The sets that each run is in, a bit for each of at most 15. */
export function* findPatterns(table: ValueTable, sets: readonly RunSet[]): Pieces<Uint16Array> {
  const bits = new Map<number, number>();
  const addBits = (id: number, more: number) => bits.set(id, (bits.get(id) ?? 0) | more);
  let [flipped, lackingOf] = [0, 0];
  for (const [place, set] of sets.entries()) {
    const bit = 1 << place;
    if (set.type === 'having') for (const id of set.ids) addBits(id, bit);
    if (set.type !== 'lacking') continue;
    flipped |= bit;
    addBits(set.id, bit);
    if (set.of === undefined) continue;
    lackingOf |= bit << 16;
    addBits(set.of, bit << 16);
  }
  const patterns = yield* orMembers(table, bits, flipped, lackingOf);
  for (const [place, set] of sets.entries()) if (isRange(set)) markRange(patterns, set, 1 << place);
  return patterns;
}

function* orMembers(
  table: ValueTable,
  bits: ReadonlyMap<number, number>,
  flipped: number,
  lackingOf: number,
): Pieces<Uint16Array> {
  const [starts, members] = [table.starts(), table.members()];
  const patterns = new Uint16Array(table.runs());
  for (let run = 0; run < patterns.length; run += 1) {
    if (run % pieceRuns === 0) yield;
    let found = 0;
    const end = starts[run + 1] ?? members.length;
    for (let at = starts[run] ?? end; at < end; at += 1) found |= bits.get(members[at] ?? -1) ?? 0;
    const isOutside = (lackingOf & ~found) >>> 16;
    patterns[run] = (found ^ flipped) & ~isOutside;
  }
  return patterns;
}

function markRange(
  patterns: Uint16Array,
  { type, column: { runs, values }, cut }: RangeSet,
  bit: number,
): void {
  for (const [at, run] of runs.entries())
    if ((values[at] ?? 0) > cut === (type === 'above')) patterns[run] = (patterns[run] ?? 0) | bit;
}
