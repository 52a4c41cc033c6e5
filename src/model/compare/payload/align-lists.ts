import { LazyContainer } from '../../payload/lazy/lazy-payload.ts';
import type { Pieces } from '../../pieces.ts';
import { alignSequences, type Budget } from './align-sequences.ts';
import type { Hasher } from './hash-values.ts';
import { kindOf } from './json-type.ts';
import { pairChanged } from './pair-changed.ts';

/** The indexes of aligned items in both lists, -1 where a list lacks the item. */
type AlignedItems = { readonly was: Int32Array; readonly is: Int32Array; readonly size: number };

export type ListTools = { readonly hasher: Hasher; readonly budget: Budget };

const itemsPerTurn = 16_384;
/** Leaves most of the budget to other lists of the payload. */
const shareOfBudget = 0.25;

/** Matches items that are equal or have the same id, and pairs those that changed in between. */
export function* alignLists(
  was: readonly unknown[],
  is: readonly unknown[],
  { hasher, budget }: ListTools,
): Pieces<AlignedItems> {
  const id = yield* findIdMember(was, is);
  const wasHashes = yield* hasher.hashAll(id === undefined ? was : idsOfItems(was, id));
  const isHashes = yield* hasher.hashAll(id === undefined ? is : idsOfItems(is, id));
  const own = { steps: Math.floor(budget.steps * shareOfBudget) };
  const granted = own.steps;
  const matches = yield* alignSequences(wasHashes, isHashes, own);
  budget.steps -= granted - own.steps;
  return yield* joinGaps(was, is, matches, hasher);
}

function idsOfItems(items: readonly unknown[], name: string): readonly unknown[] {
  return items.map(item => Reflect.get(item as object, name));
}

function* joinGaps(
  was: readonly unknown[],
  is: readonly unknown[],
  matches: Int32Array,
  hasher: Hasher,
): Pieces<AlignedItems> {
  const joined = createJoined(was.length + is.length);
  let column = 0;
  for (let row = 0; row <= was.length; row += 1) {
    const gapStart = row;
    while (row < was.length && matches[row] === -1) row += 1;
    const end = matches[row] ?? is.length;
    if (row > gapStart && end > column) {
      const gap = { was: was.slice(gapStart, row), is: is.slice(column, end) };
      joined.addPairs(gapStart, yield* pairChanged(gap, hasher), column, end);
    } else joined.addAlone(gapStart, row, column, end);
    if (row < was.length) joined.add(row, end);
    column = end + 1;
    if ((row + 1) % itemsPerTurn === 0) yield;
  }
  return joined.aligned();
}

function createJoined(most: number) {
  const was = new Int32Array(most);
  const is = new Int32Array(most);
  let size = 0;
  const add = (row: number, column: number): void => {
    was[size] = row;
    is[size] = column;
    size += 1;
  };
  const addAlone = (row: number, rowEnd: number, column: number, columnEnd: number): void => {
    for (let at = row; at < rowEnd; at += 1) add(at, -1);
    for (let at = column; at < columnEnd; at += 1) add(-1, at);
  };
  const addPairs = (row: number, pairs: Int32Array, start: number, end: number): void => {
    let column = start;
    for (const [index, pair] of pairs.entries()) {
      if (pair === -1) add(row + index, -1);
      else {
        addAlone(0, 0, column, start + pair);
        add(row + index, start + pair);
        column = start + pair + 1;
      }
    }
    addAlone(0, 0, column, end);
  };
  return { add, addAlone, addPairs, aligned: (): AlignedItems => ({ was, is, size }) };
}

const idNames = /^(?:_?id|uuid|guid|key|name|sku|slug|email)$|(?:_id|Id|ID|_key|Key)$/;
const mostNames = 8;
const leastShared = 0.5;
const idsPerTurn = 2_048;

/** The unique member that identifies the objects of two lists, which must share half of its values. */
function* findIdMember(was: readonly unknown[], is: readonly unknown[]): Pieces<string | undefined> {
  const [first] = is;
  if (!isPlainObject(first) || !isPlainObject(was[0])) return undefined;
  for (const name of Object.keys(first)
    .filter(key => idNames.test(key))
    .slice(0, mostNames)) {
    const wasIds = yield* idsOf(was, name);
    const isIds = wasIds && (yield* idsOf(is, name));
    if (!isIds) continue;
    let shared = 0;
    for (const id of isIds) if (wasIds.has(id)) shared += 1;
    if (shared >= leastShared * Math.min(wasIds.size, isIds.size)) return name;
  }
  return undefined;
}

function* idsOf(items: readonly unknown[], name: string): Pieces<ReadonlySet<unknown> | undefined> {
  const ids = new Set<unknown>();
  for (const [index, item] of items.entries()) {
    const id: unknown =
      isPlainObject(item) && Object.hasOwn(item, name) ? Reflect.get(item, name) : undefined;
    if ((typeof id !== 'string' && typeof id !== 'number') || ids.has(id)) return undefined;
    ids.add(id);
    if ((index + 1) % idsPerTurn === 0) yield;
  }
  return ids;
}

/** Large objects, which are lazy, are matched by their content. */
function isPlainObject(value: unknown): value is object {
  return kindOf(value) === 'object' && !(value instanceof LazyContainer);
}

export function idOfItem(item: unknown): { readonly name: string; readonly value: unknown } | undefined {
  if (!isPlainObject(item)) return undefined;
  const name = Object.keys(item).find(key => idNames.test(key));
  const value: unknown = name === undefined ? undefined : Reflect.get(item, name);
  return name !== undefined && (typeof value === 'string' || typeof value === 'number')
    ? { name, value }
    : undefined;
}
