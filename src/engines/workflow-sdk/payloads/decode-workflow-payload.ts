import { unflatten } from 'devalue';
import { thrownMessage } from '../../../model/errors.ts';
import { isRecord } from '../../../model/is-record.ts';
import { defaultMaxLength, encodePayload } from '../../../model/payload/encode-payload.ts';
import { parsePayload } from '../../../model/payload/json-text.ts';
import { cutText } from '../../../model/text/cut-text.ts';
import { type FlatValue, keepBytes, prepareFlat } from './flat-values.ts';

/** Characters kept of a payload that cannot be decoded. */
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

/** The first four bytes name the format. */
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

/** A few values that refer to each other may expand beyond any memory. */
const maxGrowth = 16;
const minRoom = 4 * 1024 * 1024;

function revive(flat: FlatValue, length: number, pick: Pick): unknown {
  const { values, revivers, fill } = prepareFlat(flat);
  const value: unknown = unflatten(typeof values === 'number' ? values : [...values], { ...revivers });
  fill();
  const room = Math.min(defaultMaxLength, Math.max(minRoom, maxGrowth * length));
  return toPayload(pick(value), room);
}

/** The bytes of `{"__type":"Uint8Array","data":"…"}`. */
export function bytesOf(stored: unknown): Buffer | undefined {
  if (typeof stored !== 'object' || stored === null) return undefined;
  const isMarked = Reflect.get(stored, '__type') === 'Uint8Array';
  const data: unknown = Reflect.get(stored, 'data');
  return isMarked && typeof data === 'string' ? Buffer.from(data, 'base64') : undefined;
}

function toPayload(value: unknown, maxLength: number): unknown {
  const { json } = encodePayload(value, { isExact: true, maxLength });
  return json === undefined ? { $type: 'undefined' } : parsePayload(json);
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
  const rest = Object.entries(input).filter(([key, value]) => key !== 'args' && !isNothing(value));
  return rest.length === 0 ? input.args : { args: input.args, ...Object.fromEntries(rest) };
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null;
}

/** A payload decoded when its file was read. */
export class DecodedPayload {
  readonly value: unknown;

  constructor(value: unknown) {
    this.value = value;
  }
}
