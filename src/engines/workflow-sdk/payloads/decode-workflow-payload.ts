import { unflatten } from 'devalue';
import { thrownMessage } from '../../../model/errors.ts';
import { isRecord, listOf } from '../../../model/is-record.ts';
import { defaultMaxLength, encodePayload } from '../../../model/payload/encode-payload.ts';
import { parsePayload } from '../../../model/payload/json-text.ts';
import { cutText } from '../../../model/text/cut-text.ts';
import { shortName } from '../../workflow-names.ts';

const maxText = 100_000;

type Pick = (value: unknown) => unknown;

const all: Pick = value => value;

/**
 * Decodes to JSON, with markers for what JSON cannot hold (`docs/reference/payloads.md`). Never throws: a
 * payload that cannot be decoded becomes a marker too. `pick` extracts the wanted part first.
 */
export function decodeWorkflowPayload(stored: unknown, pick = all): unknown {
  if (stored === undefined) return undefined;
  if (stored instanceof DecodedPayload) return stored.value;
  const bytes = bytesOf(stored);
  return bytes ? decodeBytes(bytes, pick) : decodeOld(stored, pick);
}

export function decodeBytes(bytes: Buffer, pick = all): unknown {
  const format = bytes.toString('latin1', 0, 4);
  const rest = bytes.subarray(4);
  if (format === 'devl') return decodeText(rest.toString('utf8'), pick);
  if (format === 'encr') return { $type: 'encrypted', bytes: rest.byteLength };
  return { $type: 'bytes', ...keepBytes({ base64: bytes.toString('base64') }) };
}

function decodeText(text: string, pick: Pick): unknown {
  try {
    const flat: unknown = JSON.parse(text);
    if (typeof flat === 'number' || Array.isArray(flat)) return revive(flat, text.length, pick);
    throw new Error('it is not a flattened value');
  } catch (error) {
    return undecoded(error, text);
  }
}

/** The format's first version: plain JSON, or a flattened list. */
function decodeOld(stored: unknown, pick: Pick): unknown {
  if (!Array.isArray(stored) || stored.length === 0) return pick(stored);
  try {
    return revive(stored, JSON.stringify(stored).length, pick);
  } catch {
    return stored;
  }
}

/** Limits growth: a few values that refer to each other may expand beyond any memory. */
const maxGrowth = 16;
const minRoom = 4 * 1024 * 1024;

function revive(flat: FlatValue, length: number, pick: Pick): unknown {
  const { values, revivers, fill } = prepareFlat(flat);
  const value: unknown = unflatten(typeof values === 'number' ? values : [...values], { ...revivers });
  fill();
  const room = Math.min(defaultMaxLength, Math.max(minRoom, maxGrowth * length));
  const { json } = encodePayload(pick(value), { isExact: true, maxLength: room });
  return json === undefined ? { $type: 'undefined' } : parsePayload(json);
}

/** The bytes of `{"__type":"Uint8Array","data":"…"}`. */
export function bytesOf(stored: unknown): Buffer | undefined {
  if (typeof stored !== 'object' || stored === null) return undefined;
  const isMarked = Reflect.get(stored, '__type') === 'Uint8Array';
  const data: unknown = Reflect.get(stored, 'data');
  return isMarked && typeof data === 'string' ? Buffer.from(data, 'base64') : undefined;
}

function undecoded(error: unknown, text: string): unknown {
  const message = thrownMessage(error);
  const isCut = text.length > maxText;
  return {
    $type: 'undecoded',
    message,
    text: cutText(text, maxText),
    ...(isCut ? { length: text.length } : {}),
  };
}

/** A step's arguments; with its `this` and closure variables if any. */
export function decodeArguments(stored: unknown): unknown {
  return decodeWorkflowPayload(stored, toArguments);
}

/** Runs before encoding, so that references are relative to what is shown. */
function toArguments(input: unknown): unknown {
  if (!isRecord(input) || !Array.isArray(input.args)) return input;
  const rest = Object.entries(input).filter(([key, value]) => key !== 'args' && (value ?? null) !== null);
  return rest.length === 0 ? input.args : { args: input.args, ...Object.fromEntries(rest) };
}

export class DecodedPayload {
  readonly value: unknown;

  constructor(value: unknown) {
    this.value = value;
  }
}

const itemBytes: Readonly<Record<string, number>> = {
  ArrayBuffer: 1,
  DataView: 1,
  Int8Array: 1,
  Uint8Array: 1,
  Uint8ClampedArray: 1,
  Int16Array: 2,
  Uint16Array: 2,
  Int32Array: 4,
  Uint32Array: 4,
  Float16Array: 2,
  Float32Array: 4,
  Float64Array: 8,
  BigInt64Array: 8,
  BigUint64Array: 8,
};

/** devalue's form: a list whose items refer to each other by index, or a number alone. */
type FlatValue = number | readonly unknown[];

/** Rewrites devalue's own forms in the SDK's, and adds revivers that keep unknown types' content. */
function prepareFlat(flat: FlatValue) {
  const containers = createContainers();
  const known: Record<string, Reviver> = { ...revivers, ...containers.revivers };
  const { fill } = containers;
  if (typeof flat === 'number') return { values: flat, revivers: known, fill };
  const values = [...flat];
  for (const [at, entry] of flat.entries()) {
    // devalue revives objects without a prototype.
    if (!isTyped(entry) || entry[0] === 'null') continue;
    const [type] = entry;
    values[at] = toOneArgument(entry, values);
    if (!Object.hasOwn(known, type)) known[type] = stored => marked(type, { value: stored });
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
  if (type === 'RegExp' && typeof rest[0] === 'string')
    return [type, add({ source: add(rest[0]), flags: add(rest[1] ?? '') })];
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

type Reviver = (stored: unknown) => unknown;

const memberTypes = [
  ...['Error', 'DOMException', 'Request', 'Response'],
  ...['ReadableStream', 'WritableStream', 'TransformStream'],
];

/** Types with the SDK's own form (`@workflow/core` 4.8.9); see also `createContainers`. */
const revivers: Readonly<Record<string, Reviver>> = {
  Date: stored => new Date(stored === '.' || typeof stored !== 'string' ? Number.NaN : stored),
  BigInt: stored => BigInt(String(stored)),
  Object: stored => stored,
  URL: stored => marked('URL', { value: stored }),
  URLSearchParams: stored => new URLSearchParams(stored === '.' ? '' : String(stored)),
  RegExp: stored => {
    const { source, flags } = membersOf(stored);
    return marked('RegExp', { value: `/${String(source)}/${String(flags ?? '')}` });
  },
  Headers: stored => marked('Headers', { entries: listOf(stored).filter(isPair) }),
  Class: stored => {
    const { classId } = membersOf(stored);
    return marked('Class', { name: shortName(String(classId)), classId });
  },
  StepFunction: stored => toFunction('StepFunction', stored, 'stepId'),
  WorkflowFunction: stored => toFunction('WorkflowFunction', stored, 'workflowId'),
  ...Object.fromEntries(memberTypes.map(name => [name, stored => marked(name, membersOf(stored))])),
  ...Object.fromEntries(Object.keys(itemBytes).map(name => [name, stored => toBytes(name, stored)])),
};

function toBytes(type: string, stored: unknown): unknown {
  // A view in devalue's form, whose bytes were already read.
  if (isRecord(stored) && Object.hasOwn(stored, 'base64')) return marked(type, { ...stored, $type: type });
  return marked(type, keepBytes({ base64: stored === '.' ? '' : String(stored) }));
}

function toFunction(type: string, stored: unknown, idKey: string): unknown {
  const members = membersOf(stored);
  return marked(type, { name: shortName(String(members[idKey] ?? '')), ...members });
}

function marked(type: string, members: Readonly<Record<string, unknown>>): unknown {
  return { $type: type, ...members };
}

function membersOf(stored: unknown): Readonly<Record<string, unknown>> {
  return isPlain(stored) ? stored : { value: stored };
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function isPair(entry: unknown): entry is readonly [unknown, unknown] {
  return Array.isArray(entry);
}

/** Creates each container once and fills it at the end, because devalue revives circular ones repeatedly. */
function createContainers() {
  const made = new Map<unknown, object>();
  const fills: (() => void)[] = [];

  function once<Value extends object>(
    stored: unknown,
    value: Value,
    fill: (value: Value, stored: unknown) => void,
  ) {
    const before = made.get(stored);
    if (before) return before;
    if (typeof stored === 'object' && stored !== null) made.set(stored, value);
    fills.push(() => fill(value, stored));
    return value;
  }

  const fillSet = (set: Set<unknown>, stored: unknown) => {
    for (const value of listOf(stored)) set.add(value);
  };
  const fillMap = (map: Map<unknown, unknown>, stored: unknown) => {
    for (const pair of listOf(stored).filter(isPair)) map.set(pair[0], pair[1]);
  };
  const fillInstance = (instance: object, stored: unknown) => {
    const { classId, data } = isPlain(stored) ? stored : {};
    Object.assign(instance, { $class: shortName(String(classId)) }, isPlain(data) ? data : { data });
  };
  const revivers: Readonly<Record<string, Reviver>> = {
    Set: stored => once(stored, new Set(), fillSet),
    Map: stored => once(stored, new Map(), fillMap),
    Instance: stored => once(stored, {}, fillInstance),
  };
  return {
    revivers,
    fill: () => {
      for (const fill of fills) fill();
    },
  };
}

/** Bytes kept of one buffer, as by the recorder. */
const maxBytes = 1024 * 1024;

type BytesOf = { readonly base64: string; readonly from?: number; readonly end?: number };

type Bytes = { readonly bytes: number; readonly base64: string; readonly omittedBytes?: number };

export function keepBytes({ base64, from = 0, end = Buffer.byteLength(base64, 'base64') }: BytesOf): Bytes {
  const bytes = Math.max(0, end - from);
  const before = from % 3;
  const start = ((from - before) / 3) * 4;
  const length = Math.ceil((Math.min(bytes, maxBytes) + before) / 3) * 4;
  const kept = Buffer.from(base64.slice(start, start + length), 'base64');
  const shown = kept.subarray(before, before + Math.min(bytes, maxBytes));
  return {
    bytes,
    base64: shown.toString('base64'),
    ...(bytes > maxBytes ? { omittedBytes: bytes - maxBytes } : {}),
  };
}
