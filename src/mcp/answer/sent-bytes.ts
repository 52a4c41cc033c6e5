/** The bytes of each ASCII character as sent: in JSON text, which is again a text of a message of JSON. */
const asciiBytes = Array.from({ length: 0x80 }, (_, code) => bytesOf(String.fromCharCode(code)));
const loneSurrogateBytes = bytesOf('\ud800');

/** The quotes around a text. */
export const quotesBytes = 4;

function bytesOf(char: string): number {
  return Buffer.byteLength(JSON.stringify(JSON.stringify(char).slice(1, -1))) - 2;
}

/** How many bytes a text without its quotes takes as sent; reads no further than to be above `most`. */
export function sentBytes(text: string, most = Number.POSITIVE_INFINITY): number {
  let bytes = 0;
  for (let at = 0; at < text.length && bytes <= most; at += unitsAt(text, at)) bytes += bytesAt(text, at);
  return bytes;
}

/** The end of the longest part of a text from `start` on that takes so many bytes at most. */
export function endWithin(text: string, start: number, most: number): number {
  let bytes = 0;
  for (let at = start; ; at += unitsAt(text, at)) {
    bytes += at < text.length ? bytesAt(text, at) : Number.POSITIVE_INFINITY;
    if (bytes > most) return at;
  }
}

function bytesAt(text: string, at: number): number {
  const code = text.codePointAt(at) ?? 0;
  if (code < 0x80) return asciiBytes[code] ?? 1;
  if (code < 0x800) return 2;
  if (code > 0xffff) return 4;
  return code >= 0xd800 && code <= 0xdfff ? loneSurrogateBytes : 3;
}

function unitsAt(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
}
