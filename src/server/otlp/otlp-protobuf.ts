import { ProblemError } from '../request/problem-error.ts';

const wires = { text: 2, bytes: 2, id: 2, bool: 0, count: 0, integer: 0, time: 1, double: 1, flags: 5 };
type Kind = keyof typeof wires;
/** By the numbers of the fields. */
type Message = readonly (Field | undefined)[];
type Field = {
  /** In JSON. */
  readonly name: string;
  readonly isList: boolean;
  readonly kind: Kind | (() => Message);
  readonly wire: number;
};
type Value = Record<string, unknown>;

function field(name: string, kind: Field['kind']): Field {
  return { name, isList: false, kind, wire: typeof kind === 'string' ? wires[kind] : 2 };
}

function list(name: string, message: () => Message): Field {
  return { ...field(name, message), isList: true };
}

// Source: the .proto files of OpenTelemetry 1.11, which change no number of a field.
const value: Message = [
  undefined,
  field('stringValue', 'text'),
  field('boolValue', 'bool'),
  field('intValue', 'integer'),
  field('doubleValue', 'double'),
  field('arrayValue', () => values),
  field('kvlistValue', () => pairs),
  field('bytesValue', 'bytes'),
];
const values: Message = [undefined, list('values', () => value)];
const pair: Message = [undefined, field('key', 'text'), field('value', () => value)];
const pairs: Message = [undefined, list('values', () => pair)];
const attributes = [list('attributes', () => pair), field('droppedAttributesCount', 'count')];
const resource: Message = [undefined, ...attributes];
const scope: Message = [undefined, field('name', 'text'), field('version', 'text'), ...attributes];
const ids = [field('traceId', 'id'), field('spanId', 'id')];
const state = field('traceState', 'text');
const flags = field('flags', 'flags');
const event: Message = [undefined, field('timeUnixNano', 'time'), field('name', 'text'), ...attributes];
const link: Message = [undefined, ...ids, state, ...attributes, flags];
const status: Message = [undefined, undefined, field('message', 'text'), field('code', 'count')];
const span: Message = [
  ...[undefined, ...ids, state, field('parentSpanId', 'id')],
  ...[field('name', 'text'), field('kind', 'count')],
  ...[field('startTimeUnixNano', 'time'), field('endTimeUnixNano', 'time')],
  ...attributes,
  ...[list('events', () => event), field('droppedEventsCount', 'count')],
  ...[list('links', () => link), field('droppedLinksCount', 'count')],
  ...[field('status', () => status), flags],
];
const logRecord: Message = [
  ...[undefined, field('timeUnixNano', 'time')],
  ...[field('severityNumber', 'count'), field('severityText', 'text')],
  ...[undefined, field('body', () => value), ...attributes, flags, ...ids],
  ...[field('observedTimeUnixNano', 'time'), field('eventName', 'text')],
];

function request(signal: 'Spans' | 'Logs', items: Field): Message {
  const url = field('schemaUrl', 'text');
  const inScope: Message = [undefined, field('scope', () => scope), items, url];
  const inResource = [field('resource', () => resource), list(`scope${signal}`, () => inScope)];
  const whole: Message = [undefined, ...inResource, url];
  return [undefined, list(`resource${signal}`, () => whole)];
}

const requests = {
  traces: request(
    'Spans',
    list('spans', () => span),
  ),
  logs: request(
    'Logs',
    list('logRecords', () => logRecord),
  ),
};

/** How deep messages may nest: the limit of Protocol Buffers' own readers. */
const deepest = 100;

/**
 * Decodes an export request of OTLP to its JSON mapping, without unknown fields. Throws a `ProblemError` for
 * bytes that are no such message, or hold more than `mostFields`.
 */
export function decodeOtlp(signal: keyof typeof requests, bytes: Uint8Array, mostFields: number): Value {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  let fields = 0;

  function readVarint(end: number): number {
    let [number, scale] = [0, 1];
    for (;;) {
      const byte = at < end ? buffer[at++] : undefined;
      if (byte === undefined || scale > 2 ** 63) throw malformed();
      number += (byte & 0x7f) * scale;
      if (byte < 0x80) return number;
      scale *= 128;
    }
  }

  function readInteger(end: number): number | string {
    const start = at;
    const number = readVarint(end);
    if (number <= Number.MAX_SAFE_INTEGER) return number;
    const groups = [...buffer.subarray(start, at)].reverse();
    const bits = groups.reduce((all, byte) => (all << 7n) | BigInt(byte & 0x7f), 0n);
    const exact = BigInt.asIntN(64, bits);
    return Number.isSafeInteger(Number(exact)) ? Number(exact) : String(exact);
  }

  /** Moves behind `length` bytes, and returns where they begin. */
  function pass(length: number, end: number): number {
    const start = at;
    at += length;
    if (at > end) throw malformed();
    return start;
  }

  function readScalar(kind: Kind, end: number): unknown {
    if (kind === 'count') return readVarint(end);
    if (kind === 'bool') return readVarint(end) !== 0;
    if (kind === 'integer') return readInteger(end);
    if (kind === 'time') return String(buffer.readBigUInt64LE(pass(8, end)));
    if (kind === 'flags') return buffer.readUInt32LE(pass(4, end));
    if (kind === 'double') return toJsonDouble(buffer.readDoubleLE(pass(8, end)));
    const start = pass(readVarint(end), end);
    return buffer.toString(encodings[kind], start, at);
  }

  function skip(wire: number, end: number): void {
    if (wire === 0) readVarint(end);
    else if (wire === 1) pass(8, end);
    else if (wire === 2) pass(readVarint(end), end);
    else if (wire === 5) pass(4, end);
    else throw malformed();
  }

  function readMessage(message: Message, end: number, depth: number): Value {
    if (depth > deepest) throw new ProblemError('bad-request', `values nest deeper than ${deepest} levels`);
    const read: Value = {};
    while (at < end) {
      const tag = readVarint(end);
      const known = message[Math.floor(tag / 8)];
      fields += 1;
      if (tag < 8) throw malformed();
      if (fields > mostFields) throw new ProblemError('too-large', `it holds more than ${mostFields} fields`);
      if (known?.wire === (tag & 7)) readField(read, known, end, depth);
      else skip(tag & 7, end);
    }
    return read;
  }

  function readField(read: Value, { name, kind, isList }: Field, end: number, depth: number): void {
    if (typeof kind === 'string') {
      read[name] = readScalar(kind, end);
      return;
    }
    const length = readVarint(end);
    at = pass(length, end);
    const inner = readMessage(kind(), at + length, depth + 1);
    const before = read[name];
    if (Array.isArray(before)) before.push(inner);
    else read[name] = isList ? [inner] : inner;
  }

  return readMessage(requests[signal], buffer.length, 0);
}

const encodings = { text: 'utf8', bytes: 'base64', id: 'hex' } as const;

/** The names of what JSON has no numbers for. */
function toJsonDouble(number: number): number | string {
  return Number.isFinite(number) ? number : String(number);
}

function malformed(): ProblemError {
  return new ProblemError('bad-request', 'the body is not OTLP in Protocol Buffers');
}
