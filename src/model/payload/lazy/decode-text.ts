import { endOfText } from './json-bytes.ts';

/** The text whose opening quote is at a place of valid JSON. */
export function textAt(bytes: Uint8Array, at: number): string {
  return decodeText(bytes, at + 1, endOfText(bytes, at) - 1, true);
}

/** A part of a text; `isEscaped` inside the quotes of JSON. */
export function decodeText(bytes: Uint8Array, start: number, end: number, isEscaped: boolean): string {
  const text = decodeBytes(bytes, start, end);
  return isEscaped && text.includes('\\') ? String(JSON.parse(`"${text}"`)) : text;
}

/** Invalid UTF-8 becomes U+FFFD, as everywhere where a text is decoded. */
export function decodeBytes(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('utf8');
}
