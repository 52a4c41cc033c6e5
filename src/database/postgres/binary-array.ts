/** OIDs of built-in types are the same in every database (PostgreSQL's `pg_type.dat`). */
const oids = { text: 25, int8: 20, float8: 701 } as const;

const headBytes = 20;

/** An array parameter in binary format (`array_recv` in PostgreSQL's `arrayfuncs.c`). */
export function textArray(values: readonly (string | null | undefined)[]): Buffer {
  let bytes = headBytes + 4 * values.length;
  const lengths = values.map(text => {
    const length = typeof text === 'string' ? Buffer.byteLength(text) : -1;
    if (length > 0) bytes += length;
    return length;
  });
  const buffer = startArray(bytes, oids.text, values.length);
  let at = headBytes;
  values.forEach((text, index) => {
    const length = lengths[index] ?? -1;
    at = buffer.writeInt32BE(length, at);
    if (typeof text === 'string' && length > 0) at += buffer.write(text, at, length, 'utf8');
  });
  return buffer;
}

export function numberArray(values: readonly (number | null | undefined)[]): Buffer {
  return fixedArray(oids.float8, values, (buffer, value, at) => buffer.writeDoubleBE(value, at));
}

export function integerArray(values: readonly (number | null | undefined)[]): Buffer {
  return fixedArray(oids.int8, values, (buffer, value, at) => buffer.writeBigInt64BE(BigInt(value), at));
}

function fixedArray(
  oid: number,
  values: readonly (number | null | undefined)[],
  write: (buffer: Buffer, value: number, at: number) => number,
): Buffer {
  const buffer = startArray(headBytes + 12 * values.length, oid, values.length);
  let at = headBytes;
  for (const value of values) {
    const isNull = value === null || value === undefined;
    at = buffer.writeInt32BE(isNull ? -1 : 8, at);
    if (!isNull) at = write(buffer, value, at);
  }
  return buffer.subarray(0, at);
}

function startArray(bytes: number, oid: number, length: number): Buffer {
  const buffer = Buffer.allocUnsafe(bytes);
  buffer.writeInt32BE(length === 0 ? 0 : 1, 0);
  buffer.writeInt32BE(1, 4);
  buffer.writeInt32BE(oid, 8);
  buffer.writeInt32BE(length, 12);
  buffer.writeInt32BE(1, 16);
  return length === 0 ? buffer.subarray(0, 12) : buffer;
}

/** The array literal of a list of texts. */
export function arrayText(values: readonly string[]): string {
  return `{${values.map(value => `"${value.replace(/["\\]/g, '\\$&')}"`).join(',')}}`;
}
