import { encodePlain } from './encode-plain.ts';
import { type PayloadWriter, writeValue } from './payload-writer.ts';

export type EncodeOptions = {
  /** The maximum length in characters. Markers for omitted parts may exceed it a little. */
  readonly maxLength?: number;
  /** Also writes markers for `-0` and for members that are `undefined`. */
  readonly isExact?: boolean;
};

export type EncodedPayload = {
  /** Absent when the value is `undefined`, which means "not recorded". */
  readonly json: string | undefined;
  readonly isTruncated: boolean;
};

/** 64 Mi characters. More does not help to find out why a run failed. */
export const defaultMaxLength = 64 * 1024 * 1024;

/** Any value as JSON text, as `docs/payloads.md` describes it. Never throws, and always terminates. */
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
