import { encodePlain } from './encode-plain.ts';
import { type PayloadWriter, writeValue } from './payload-writer.ts';

export type EncodeOptions = {
  /** The most characters of JSON text. Markers for what was left out may exceed it a little. */
  readonly maxLength?: number;
  /**
   * Whether markers also stand for what JSON text can hold but seldom keeps: members that are `undefined`,
   * and `-0`.
   */
  readonly isExact?: boolean;
};

export type EncodedPayload = {
  /** Absent when the value is `undefined`, which means "not recorded". */
  readonly json: string | undefined;
  /** Whether the text is cut because the value is larger than `maxLength`. */
  readonly isTruncated: boolean;
};

/** 64 Mi characters. More than that does not help to find out why a run failed. */
export const defaultMaxLength = 64 * 1024 * 1024;

/**
 * Any value as JSON text, as `docs/payloads.md` describes it. Never throws, always ends, and costs little
 * more than `JSON.stringify` where that is enough.
 */
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
