import { type Bytes, itemBytes, keepBytes } from './byte-types.ts';
import { createContainers } from './containers.ts';
import { type Reviver, revivers, unknownReviver } from './revivers.ts';

/** devalue's form: a list whose items refer to each other by index, or a number alone. */
export type FlatValue = number | readonly unknown[];

/** Rewrites devalue's own forms in the SDK's, and adds revivers that keep unknown types' content. */
export function prepareFlat(flat: FlatValue) {
  const containers = createContainers();
  const known: Record<string, Reviver> = { ...revivers, ...containers.revivers };
  const { fill } = containers;
  if (typeof flat === 'number') return { values: flat, revivers: known, fill };
  const values = [...flat];
  for (const [at, entry] of flat.entries()) {
    // devalue revives objects without a prototype.
    if (!isTyped(entry) || entry[0] === 'null') continue;
    values[at] = toOneArgument(entry, values);
    if (!Object.hasOwn(known, entry[0])) known[entry[0]] = unknownReviver(entry[0]);
  }
  return { values, revivers: known, fill };
}

type Typed = readonly [type: string, ...rest: unknown[]];

function isTyped(entry: unknown): entry is Typed {
  return Array.isArray(entry) && typeof entry[0] === 'string';
}

/** A reviver takes one argument: several become one list or object, added to `values`. */
function toOneArgument(entry: Typed, values: unknown[]): Typed {
  const [type, ...rest] = entry;
  const add = (value: unknown) => values.push(value) - 1;
  if (type === 'Map' && !refersToList(rest, values)) {
    const pairs = rest.flatMap((key, at) => (at % 2 === 0 ? [add([key, rest[at + 1]])] : []));
    return [type, add(pairs)];
  }
  if (type === 'Set' && !refersToList(rest, values)) return [type, add(rest)];
  if (type === 'RegExp' && typeof rest[0] === 'string') {
    return [type, add({ source: add(rest[0]), flags: add(rest[1] ?? '') })];
  }
  const view = toView(entry, values);
  if (view) {
    const members = Object.entries(view).map(([name, value]) => [name, add(value)] as const);
    return [type, add(Object.fromEntries(members))];
  }
  if (rest.length === 1 || Object.hasOwn(revivers, type)) return entry;
  return [type, add(rest.map(item => (typeof item === 'number' ? item : add(item))))];
}

/** devalue's form: the index of the buffer, the byte offset, and the number of items. */
function toView([type, place, from = 0, items]: Typed, values: readonly unknown[]): Bytes | undefined {
  const size = Object.hasOwn(itemBytes, type) ? itemBytes[type] : undefined;
  const buffer = typeof place === 'number' ? values[place] : undefined;
  const isView = size !== undefined && isTyped(buffer) && buffer[0] === 'ArrayBuffer';
  if (!isView || typeof buffer[1] !== 'string' || !isCount(from)) return undefined;
  const base64 = buffer[1];
  return keepBytes({ base64, from, ...(isCount(items) ? { end: from + items * size } : {}) });
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function refersToList(rest: readonly unknown[], values: readonly unknown[]): boolean {
  const [place] = rest;
  if (rest.length !== 1 || typeof place !== 'number') return false;
  const list = values[place];
  return Array.isArray(list) && typeof list[0] !== 'string';
}
