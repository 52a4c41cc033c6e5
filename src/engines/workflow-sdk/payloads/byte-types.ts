export const itemBytes: Readonly<Record<string, number>> = {
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

/** Bytes kept of one buffer, as by the recorder. */
const maxBytes = 1024 * 1024;

/** A range of the decoded bytes, by default all. */
type BytesOf = { readonly base64: string; readonly from?: number; readonly end?: number };

export type Bytes = { readonly bytes: number; readonly base64: string; readonly omittedBytes?: number };

/** Decodes only what is kept. */
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
