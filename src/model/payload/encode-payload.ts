import { isObject } from '../is-record.ts';
import { cutText } from '../text/cut-text.ts';
import { encodePlain } from './encode-plain.ts';
import {
  classOf,
  type Entries,
  isEscapedMarker,
  marker,
  pathText,
  primitiveEntries,
  specialEntries,
  Thrown,
} from './special-values.ts';

export type EncodeOptions = {
  /** In characters; markers for omitted parts may exceed it a little. */
  readonly maxLength?: number;
  /** Whether to write markers for `-0` and for `undefined` members. */
  readonly isExact?: boolean;
};

type EncodedPayload = {
  /** Absent for `undefined`, which means "not recorded". */
  readonly json: string | undefined;
  readonly isTruncated: boolean;
};

/** 64 Mi characters; more does not help to find out why a run failed. */
export const defaultMaxLength = 64 * 1024 * 1024;

/** JSON text of any value, as `docs/reference/payloads.md` describes. Never throws, always terminates. */
export function encodePayload(value: unknown, options: EncodeOptions = {}): EncodedPayload {
  const maxLength = options.maxLength ?? defaultMaxLength;
  if (value === undefined) return { json: undefined, isTruncated: false };
  const isExact = options.isExact === true;
  const plain = encodePlain(value, maxLength, isExact);
  if (plain !== undefined) return { json: plain, isTruncated: false };
  try {
    const writer: PayloadWriter = {
      parts: [],
      room: maxLength,
      isTruncated: false,
      isExact,
      path: [],
      open: new Map(),
    };
    writeValue(writer, value);
    return { json: writer.parts.join(''), isTruncated: writer.isTruncated };
  } catch {
    return { json: '{"$type":"throws","message":"the value cannot be read"}', isTruncated: false };
  }
}

/** A marker replaces deeper values. */
const deepest = 1000;

/** To this depth, plain values are encoded at once, because special values rarely come alone. */
const fastLevels = 3;

/** Texts up to this length, such as words of markers, are written even without room. */
const shortText = 100;

type PayloadWriter = {
  readonly parts: string[];
  /** The characters left. */
  room: number;
  isTruncated: boolean;
  readonly isExact: boolean;
  readonly path: (string | number)[];
  /** The containers being written, with their depths. */
  readonly open: Map<object, number>;
};

/** Throws only when the call stack is nearly exhausted. */
function writeValue(writer: PayloadWriter, value: unknown): void {
  if (typeof value === 'string') writeText(writer, value);
  else if (typeof value === 'number' && Number.isFinite(value)) writeNumber(writer, value);
  else if (typeof value === 'boolean' || value === null) push(writer, `${value}`);
  else if (typeof value === 'object') writeObject(writer, value, false);
  else writeMembers(writer, primitiveEntries(value));
}

function writeNumber(writer: PayloadWriter, value: number): void {
  if (!Object.is(value, -0)) push(writer, `${value}`);
  else if (writer.isExact) push(writer, '{"$type":"number","value":"-0"}');
  else push(writer, '-0');
}

function push(writer: PayloadWriter, text: string): void {
  writer.parts.push(text);
  writer.room -= text.length;
}

const keptText = { least: 200, most: 20_000 };
let last = { text: '', json: '""' };

/** Remembers the last text, because the stack of an error is written for its step and its run. */
function textAsJson(text: string): string {
  if (text.length < keptText.least || text.length > keptText.most) return JSON.stringify(text);
  if (text !== last.text) last = { text, json: JSON.stringify(text) };
  return last.json;
}

function writeText(writer: PayloadWriter, value: string): void {
  if (value.length <= Math.max(writer.room, shortText)) {
    const json = textAsJson(value);
    if (json.length <= writer.room || value.length <= shortText) {
      push(writer, json);
      return;
    }
  }
  // An escape takes up to six characters.
  const kept = JSON.stringify(cutText(value, Math.max(0, Math.floor(writer.room / 6))));
  push(writer, `{"$type":"truncated","length":${value.length},"value":${kept}}`);
  writer.room = Math.min(writer.room, 0);
  writer.isTruncated = true;
}

/** `isFinal`: the value is the result of a `toJSON`, which is not called again. */
function writeObject(writer: PayloadWriter, value: object, isFinal: boolean): void {
  const depth = writer.path.length;
  const seen = writer.open.get(value);
  if (seen !== undefined) {
    writeMembers(writer, marker('circular', ['path', pathText(writer.path.slice(0, seen))]));
    return;
  }
  if (depth >= deepest) {
    writeMembers(writer, marker('too-deep'));
    return;
  }
  const { room, parts } = writer;
  const mark = parts.length;
  writer.open.set(value, depth);
  try {
    writeContent(writer, value, isFinal);
  } catch (error) {
    parts.length = mark;
    writer.room = room;
    writer.path.length = depth;
    writeMembers(writer, new Thrown(error).entries);
  } finally {
    writer.open.delete(value);
  }
}

function writeContent(writer: PayloadWriter, value: object, isFinal: boolean): void {
  const depth = writer.path.length;
  const plain =
    depth > 0 && depth <= fastLevels ? encodePlain(value, writer.room, writer.isExact) : undefined;
  if (plain !== undefined) return push(writer, plain);
  if (Array.isArray(value)) return writeList(writer, value);
  const prototype: unknown = Object.getPrototypeOf(value);
  const isPlain = prototype === Object.prototype || prototype === null;
  const special = isPlain ? undefined : specialEntries(value);
  if (special) return writeMembers(writer, special);
  if (value instanceof Number || value instanceof String || value instanceof Boolean)
    return writeValue(writer, value.valueOf());
  const made = isFinal ? undefined : callToJson(value);
  if (made && made.json !== value && !(made.json instanceof Thrown)) {
    const { json } = made;
    return isObject(json) ? writeObject(writer, json, true) : writeValue(writer, json);
  }
  const keys = Object.keys(value);
  if (isPlain && made === undefined) return writeMembers(writer, [], value, keys);
  const first: Entries = [
    ['$class', isPlain ? undefined : classOf(value)],
    ['$toJSON', made?.json instanceof Thrown ? made.json : undefined],
  ];
  writeMembers(writer, first, value, keys);
}

function writeList(writer: PayloadWriter, list: readonly unknown[]): void {
  push(writer, '[');
  for (let at = 0; at < list.length; at++) {
    if (at > 0) push(writer, ',');
    if (writer.room <= 0) {
      writer.isTruncated = true;
      push(writer, `{"$type":"truncated","omitted":${list.length - at}}`);
      break;
    }
    writer.path.push(at);
    writeValue(writer, list[at]);
    writer.path.pop();
  }
  push(writer, ']');
}

/** Writes the entries of `first` whole, then the named members of `source` while there is room. */
function writeMembers(
  writer: PayloadWriter,
  first: Entries,
  source: object = {},
  names: readonly string[] = [],
): void {
  let comma = '{';
  const write = (name: string, value: unknown, isKept = false) => {
    if (value === undefined && !isKept) return;
    push(writer, `${comma}${JSON.stringify(isEscapedMarker(name) ? `$${name}` : name)}:`);
    comma = ',';
    writer.path.push(name);
    writeValue(writer, value);
    writer.path.pop();
  };
  for (const [name, value] of first) write(name, value);
  for (let at = 0; at < names.length; at++) {
    const name = names[at] ?? '';
    if (writer.room <= 0 || (name.length > shortText && name.length > writer.room / 6)) {
      writer.isTruncated = true;
      write('$truncated', names.length - at);
      break;
    }
    write(name, readSafely(source, name), writer.isExact);
  }
  push(writer, comma === '{' ? '{}' : '}');
}

function readSafely(source: object, name: string): unknown {
  try {
    return Reflect.get(source, name);
  } catch (error) {
    return new Thrown(error);
  }
}

function callToJson(value: object): { readonly json: unknown } | undefined {
  try {
    const toJson: unknown = Reflect.get(value, 'toJSON');
    return typeof toJson === 'function' ? { json: Reflect.apply(toJson, value, ['']) } : undefined;
  } catch (error) {
    return { json: new Thrown(error) };
  }
}
