import { isObject } from '../../is-record.ts';
import { LazyContainer } from '../../payload/lazy/lazy-payload.ts';
import type { Pieces } from '../../pieces.ts';
import type { ReadableText } from '../../text/cut-text.ts';
import type { Hasher } from './hash-values.ts';
import { isContainerKind, kindOf, type ValueKind } from './json-type.ts';

/** Unmatched items of two lists between matched neighbors. */
type Gap = { readonly was: readonly unknown[]; readonly is: readonly unknown[] };

const mostCells = 4_096;
const cellsPerTurn = 64;
const itemsPerTurn = 4_096;
/** Less similar items are different ones. */
const leastSimilar = 0.3;

/**
 * For each item of `was` the index in `is` of what it became, in order, or -1: the most similar ones, then by
 * index, so that a change is shown inside its item.
 */
export function* pairChanged({ was, is }: Gap, hasher: Hasher): Pieces<Int32Array> {
  const pairs = new Int32Array(was.length).fill(-1);
  const cells = was.length * is.length;
  if (cells > 1 && cells <= mostCells) yield* pairSimilar({ was, is }, hasher, pairs);
  yield* pairByPlace({ was, is }, pairs);
  return pairs;
}

/** The pairs, in order, with the largest sum of similarities. */
function* pairSimilar(gap: Gap, hasher: Hasher, pairs: Int32Array): Pieces<void> {
  const was = yield* profilesOf(gap.was, hasher);
  const is = yield* profilesOf(gap.is, hasher);
  const width = is.length + 1;
  const alike = new Float64Array(was.length * width);
  const best = new Float64Array((was.length + 1) * width);
  for (let row = was.length - 1; row >= 0; row -= 1) {
    for (let column = is.length - 1; column >= 0; column -= 1) {
      const cell = row * width + column;
      const score = similarity(was[row] as Profile, is[column] as Profile);
      alike[cell] = score >= leastSimilar ? score : 0;
      const paired = alike[cell] > 0 ? alike[cell] + (best[cell + width + 1] ?? 0) : 0;
      best[cell] = Math.max(paired, best[cell + 1] ?? 0, best[cell + width] ?? 0);
      if ((column + 1) % cellsPerTurn === 0) yield;
    }
  }
  for (let row = 0, column = 0; row < was.length && column < is.length; ) {
    const cell = row * width + column;
    const score = alike[cell] ?? 0;
    if (score > 0 && best[cell] === score + (best[cell + width + 1] ?? 0)) pairs[row++] = column++;
    else if (best[cell] === best[cell + width]) row += 1;
    else column += 1;
  }
}

function* profilesOf(items: readonly unknown[], hasher: Hasher): Pieces<readonly Profile[]> {
  const profiles: Profile[] = [];
  for (const item of items) profiles.push(yield* profileOf(item, hasher));
  return profiles;
}

/** Pairs the items between pairs by index, where one may be the changed other. */
function* pairByPlace(gap: Gap, pairs: Int32Array): Pieces<void> {
  let column = 0;
  for (let row = 0; row < pairs.length; row += 1) {
    const next = nextPaired(pairs, row);
    const end = pairs[next] ?? gap.is.length;
    for (; row < next && column < end; row += 1, column += 1) {
      if (mayBecome(gap.was[row], gap.is[column])) pairs[row] = column;
      if ((row + 1) % itemsPerTurn === 0) yield;
    }
    row = next;
    column = end + 1;
  }
}

function nextPaired(pairs: Int32Array, start: number): number {
  let row = start;
  while (row < pairs.length && pairs[row] === -1) row += 1;
  return row;
}

/** Whether an item may be a changed form of another: objects share a key, lists are lists. */
function mayBecome(was: unknown, is: unknown): boolean {
  const kind = kindOf(was);
  if (!isContainerKind(kind) && !isContainerKind(kindOf(is))) return true;
  if (kind !== kindOf(is)) return false;
  return kind === 'list' || sharesKey(was as object, is as object);
}

function sharesKey(was: object, is: object): boolean {
  if (was instanceof LazyContainer || is instanceof LazyContainer) return true;
  const keys = Object.keys(was);
  return keys.length === 0 || keys.some(key => Object.hasOwn(is, key));
}

type Profile = {
  readonly kind: ValueKind;
  readonly text: string;
  /** Hashes of the members of an object, or of the first items of a list. */
  readonly members: ReadonlyMap<string | number, number>;
};

const unitsAtEnds = 128;
const mostMembers = 64;
/** The similarity of a member whose value differs. */
const ofNames = 0.1;

function* profileOf(value: unknown, hasher: Hasher): Pieces<Profile> {
  const kind = kindOf(value);
  if (kind === 'text') return { kind, text: endsOf(value as ReadableText), members: new Map() };
  const isSmall = isObject(value) && !(value instanceof LazyContainer);
  if (!isSmall) return { kind, text: '', members: new Map() };
  const members = new Map<string | number, number>();
  const keys = Array.isArray(value)
    ? value.slice(0, mostMembers).keys()
    : Object.keys(value).slice(0, mostMembers);
  for (const key of keys) members.set(key, yield* hasher.hash(Reflect.get(value, key)));
  return { kind, text: '', members };
}

/** From 0, nothing in common, to 1. */
function similarity(was: Profile, is: Profile): number {
  if (was.kind !== is.kind) return 0;
  if (was.kind === 'text') return similarityOfTexts(was.text, is.text);
  const most = Math.max(was.members.size, is.members.size);
  if (most === 0) return was.kind === 'list' || was.kind === 'object' ? ofNames : 0;
  let common = 0;
  for (const [key, hash] of was.members) {
    const other = is.members.get(key);
    if (other !== undefined) common += other === hash ? 1 : ofNames;
  }
  return common / most;
}

function similarityOfTexts(was: string, is: string): number {
  const shorter = Math.min(was.length, is.length);
  let start = 0;
  while (start < shorter && was[start] === is[start]) start += 1;
  let end = 0;
  while (end < shorter - start && was[was.length - 1 - end] === is[is.length - 1 - end]) end += 1;
  return (start + end) / Math.max(1, was.length, is.length);
}

function endsOf(text: ReadableText): string {
  const { length } = text;
  if (length <= 2 * unitsAtEnds) return text.slice(0);
  return text.slice(0, unitsAtEnds) + text.slice(length - unitsAtEnds);
}
