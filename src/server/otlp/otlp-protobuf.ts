import { ProblemError } from '../request/problem-error.ts';

/**
 * The messages of OTLP 1.11, whose field numbers never change. The fields of each from 1 on, in JSON's names,
 * with the kind of a scalar or the name of a message; `+` is a repeated field, and `-` an unused number.
 */
const definitions = `
  traces: resourceSpans+ ofResourceSpans
  logs: resourceLogs+ ofResourceLogs
  ofResourceSpans: resource resource, scopeSpans+ ofScopeSpans, schemaUrl text
  ofResourceLogs: resource resource, scopeLogs+ ofScopeLogs, schemaUrl text
  resource: attributes+ pair, droppedAttributesCount count
  ofScopeSpans: scope scope, spans+ span, schemaUrl text
  ofScopeLogs: scope scope, logRecords+ logRecord, schemaUrl text
  scope: name text, version text, attributes+ pair, droppedAttributesCount count
  span: traceId id, spanId id, traceState text, parentSpanId id, name text, kind count, startTimeUnixNano time,
    endTimeUnixNano time, attributes+ pair, droppedAttributesCount count, events+ event, droppedEventsCount count,
    links+ link, droppedLinksCount count, status status, flags flags
  event: timeUnixNano time, name text, attributes+ pair, droppedAttributesCount count
  link: traceId id, spanId id, traceState text, attributes+ pair, droppedAttributesCount count, flags flags
  status: -, message text, code count
  logRecord: timeUnixNano time, severityNumber count, severityText text, -, body value, attributes+ pair,
    droppedAttributesCount count, flags flags, traceId id, spanId id, observedTimeUnixNano time, eventName text
  pair: key text, value value
  pairs: values+ pair
  values: values+ value
  value: stringValue text, boolValue bool, intValue integer, doubleValue double, arrayValue values,
    kvlistValue pairs, bytesValue bytes`;

type Field = {
  readonly name: string;
  readonly isList: boolean;
  readonly kind: string;
  readonly wire: number;
};
/** By field number. */
type Message = readonly (Field | undefined)[];
type Value = Record<string, unknown>;

/** Wire types; 2, for what has a length, by default. */
const wires: Partial<Record<string, number>> = {
  bool: 0,
  count: 0,
  integer: 0,
  time: 1,
  double: 1,
  flags: 5,
};

const messages: ReadonlyMap<string, Message> = new Map(
  definitions.split(/\n {2}(?=\w)/).map(line => {
    const [name = '', fields = ''] = line.split(':');
    return [name, [undefined, ...fields.split(',').map(parseField)]];
  }),
);

function parseField(text: string): Field | undefined {
  const [, name, list, kind] = /(\w+)(\+?) (\w+)/.exec(text) ?? [];
  if (name === undefined || kind === undefined) return undefined;
  return { name, isList: list === '+', kind, wire: wires[kind] ?? 2 };
}

/** How deep messages may nest: the limit of Protocol Buffers' own readers. */
const deepest = 100;

/** Decodes to OTLP's JSON mapping, without unknown fields. Throws a `ProblemError` for other bytes. */
export function decodeOtlp(signal: 'traces' | 'logs', bytes: Uint8Array, mostFields: number): Value {
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

  /** Moves past `length` bytes; returns where they begin. */
  function advance(length: number, end: number): number {
    const start = at;
    at += length;
    if (at > end) throw malformed();
    return start;
  }

  function readScalar(kind: string, end: number): unknown {
    if (kind === 'count') return readVarint(end);
    if (kind === 'bool') return readVarint(end) !== 0;
    if (kind === 'integer') return readInteger(end);
    if (kind === 'time') return String(buffer.readBigUInt64LE(advance(8, end)));
    if (kind === 'flags') return buffer.readUInt32LE(advance(4, end));
    if (kind === 'double') return toJsonDouble(buffer.readDoubleLE(advance(8, end)));
    const start = advance(readVarint(end), end);
    return buffer.toString(encodings[kind] ?? 'utf8', start, at);
  }

  function skip(wire: number, end: number): void {
    if (wire === 0) readVarint(end);
    else if (wire === 1) advance(8, end);
    else if (wire === 2) advance(readVarint(end), end);
    else if (wire === 5) advance(4, end);
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
    const message = messages.get(kind);
    if (!message) {
      read[name] = readScalar(kind, end);
      return;
    }
    const length = readVarint(end);
    at = advance(length, end);
    const inner = readMessage(message, at + length, depth + 1);
    const before = read[name];
    if (Array.isArray(before)) before.push(inner);
    else read[name] = isList ? [inner] : inner;
  }

  return readMessage(messages.get(signal) ?? [], buffer.length, 0);
}

const encodings: Partial<Record<string, BufferEncoding>> = { bytes: 'base64', id: 'hex' };

/** JSON has no numbers for `NaN` and `Infinity`. */
function toJsonDouble(number: number): number | string {
  return Number.isFinite(number) ? number : String(number);
}

function malformed(): ProblemError {
  return new ProblemError('bad-request', 'the body is not OTLP in Protocol Buffers');
}
