import { isPlainContainer } from '../../payload/lazy/lazy-parts.ts';
import { LazyContainer } from '../../payload/lazy/lazy-payload.ts';
import { isText, LazyText } from '../../payload/lazy/lazy-text.ts';
import type { Pieces } from '../../pieces.ts';
import type { ReadableText } from '../../text/cut-text.ts';
import { kindOf } from './json-type.ts';

/** Longer texts and lazy containers are hashed by their ends only: equal hashes are always verified. */
const unitsAtEnds = 512;
const valuesPerTurn = 2_048;

type Level = {
  readonly value: object;
  /** `undefined` for a list. */
  readonly keys: readonly string[] | undefined;
  readonly size: number;
  next: number;
  hash: number;
};

export type Hasher = ReturnType<typeof createHasher>;

/** Hashes of 32 bits, equal for equal values unless only one is lazy; each container is read once. */
export function createHasher() {
  const known = new Map<object, number>();
  function* hash(value: unknown): Pieces<number> {
    return hashFlat(value) ?? known.get(value as object) ?? (yield* hashTree(value as object, known));
  }
  function* hashAll(items: readonly unknown[]): Pieces<Int32Array> {
    const hashes = new Int32Array(items.length);
    for (let index = 0; index < items.length; index += 1) {
      hashes[index] = hashFlat(items[index]) ?? (yield* hash(items[index]));
      if ((index + 1) % valuesPerTurn === 0) yield;
    }
    return hashes;
  }
  const hashOf = (container: object) => known.get(container);
  return { hash, hashAll, known: hashOf };
}

/** Iterates, because payloads may be nested deeper than the call stack. */
function* hashTree(root: object, known: Map<object, number>): Pieces<number> {
  const stack = [toHashLevel(root)];
  for (let turns = 1; ; turns += 1) {
    const level = stack.at(-1);
    if (!level) return known.get(root) ?? 0;
    if (turns % valuesPerTurn === 0) yield;
    if (level.next === level.size) {
      known.set(level.value, level.hash);
      stack.pop();
      continue;
    }
    const member: unknown = Reflect.get(level.value, level.keys?.[level.next] ?? level.next);
    const hash = member === undefined ? 0 : (hashFlat(member) ?? known.get(member as object));
    if (hash === undefined) stack.push(toHashLevel(member as object));
    else addMember(level, hash);
  }
}

function toHashLevel(value: object): Level {
  const keys = Array.isArray(value) ? undefined : Object.keys(value);
  const size = keys?.length ?? (value as readonly unknown[]).length;
  return { value, keys, size, next: 0, hash: keys ? 11 : 13 };
}

/** Members of an object are summed up, so that their order does not count. */
function addMember(level: Level, hash: number): void {
  const key = level.keys?.[level.next];
  level.next += 1;
  if (key === undefined) level.hash = mix(level.hash, hash);
  else if (hash !== 0) level.hash = (level.hash + mix(hashOfText(key), hash)) | 0;
}

/** `undefined` for a container with members to hash. */
function hashFlat(value: unknown): number | undefined {
  switch (kindOf(value)) {
    case 'number':
      return hashNumber(Number(value));
    case 'text':
      return hashOfText(value as ReadableText);
    case 'list':
    case 'object':
      return value instanceof LazyContainer ? hashJson(value) : undefined;
    default:
      return value === true ? 3 : value === false ? 5 : 7;
  }
}

const double = new Float64Array(1);
const halves = new Int32Array(double.buffer);

function hashNumber(value: number): number {
  double[0] = value;
  return mix(mix(17, halves[0] ?? 0), halves[1] ?? 0);
}

function hashOfText(text: ReadableText): number {
  const { length } = text;
  if (length <= 2 * unitsAtEnds) return hashUnits(text.slice(0), length);
  return hashUnits(text.slice(length - unitsAtEnds), hashUnits(text.slice(0, unitsAtEnds), length));
}

function hashUnits(units: string, seed: number): number {
  let hash = mix(19, seed);
  for (let at = 0; at < units.length; at += 1) hash = Math.imul(hash ^ units.charCodeAt(at), 0x01000193);
  return mix(hash, units.length);
}

function hashJson(value: LazyContainer): number {
  const json = value.json();
  let hash = mix(value.isList ? 23 : 29, json.length);
  for (const byte of json.subarray(0, unitsAtEnds)) hash = Math.imul(hash ^ byte, 0x01000193);
  for (const byte of json.subarray(-unitsAtEnds)) hash = Math.imul(hash ^ byte, 0x01000193);
  return mix(hash, value.size);
}

function mix(hash: number, value: number): number {
  const mixed = Math.imul(hash ^ Math.imul(value, 0x85ebca6b), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 15)) | 0;
}

const unitsPerTurn = 65_536;
const containersPerTurn = 256;

export function* isSameScalar(was: unknown, is: unknown): Pieces<boolean> {
  if (was instanceof LazyText || is instanceof LazyText) return yield* isSameText(was, is);
  return was === is || Object.is(was, is);
}

/** Whether two containers without lazy parts are equal, which their hashes suggest. */
export function* isSameTree(was: object, is: object): Pieces<boolean> {
  const rest: (readonly [object, object])[] = [[was, is]];
  for (let turns = 1; ; turns += 1) {
    const pair = rest.pop();
    if (!pair) return true;
    if (turns % containersPerTurn === 0) yield;
    if (!hasSameMembers(pair[0], pair[1], rest)) return false;
  }
}

/** Adds containers among the members to `rest`. */
function hasSameMembers(was: object, is: object, rest: (readonly [object, object])[]): boolean {
  const keys = Object.keys(is);
  if (keys.length !== Object.keys(was).length || Array.isArray(was) !== Array.isArray(is)) return false;
  for (const key of keys) {
    const now: unknown = Reflect.get(is, key);
    const before: unknown = Object.hasOwn(was, key) ? Reflect.get(was, key) : undefined;
    if (now === before) continue;
    if (!isPlainContainer(now) || !isPlainContainer(before)) return false;
    rest.push([before, now]);
  }
  return true;
}

/** Whether two large containers have equal text, which needs no parsing. */
export function hasSameJson(was: unknown, is: unknown): boolean {
  if (!(was instanceof LazyContainer && is instanceof LazyContainer)) return false;
  return Buffer.compare(was.json(), is.json()) === 0;
}

function* isSameText(was: unknown, is: unknown): Pieces<boolean> {
  if (!isText(was) || !isText(is) || was.length !== is.length) return false;
  if (was instanceof LazyText && is instanceof LazyText) {
    const isEncodedAlike = was.places.isEscaped === is.places.isEscaped;
    if (isEncodedAlike && Buffer.compare(was.encoded(), is.encoded()) === 0) return true;
  }
  for (let at = 0; at < was.length; at += unitsPerTurn) {
    if (was.slice(at, at + unitsPerTurn) !== is.slice(at, at + unitsPerTurn)) return false;
    yield;
  }
  return true;
}
