export const quote = 0x22;
export const backslash = 0x5c;
export const comma = 0x2c;
export const colon = 0x3a;
export const openBracket = 0x5b;
export const closeBracket = 0x5d;
export const openBrace = 0x7b;
export const closeBrace = 0x7d;

/** 1 for bytes that JSON texts may contain unescaped. */
const plain = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte < 0x20 || byte === quote || byte === backslash ? 0 : 1,
);

export function endOfSpace(bytes: Uint8Array, at: number): number {
  let end = at;
  for (;;) {
    const byte = bytes[end];
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return end;
    end += 1;
  }
}

function endOfPlain(bytes: Uint8Array, at: number): number {
  let end = at;
  while (plain[bytes[end] ?? 0] === 1) end += 1;
  return end;
}

/** The index after the text whose opening quote is at `at`; -1 if invalid. */
export function endOfText(bytes: Uint8Array, at: number): number {
  let end = at + 1;
  for (;;) {
    end = endOfPlain(bytes, end);
    if (bytes[end] === quote) return end + 1;
    if (bytes[end] !== backslash) return -1;
    end = endOfEscape(bytes, end);
    if (end < 0) return -1;
  }
}

function endOfEscape(bytes: Uint8Array, at: number): number {
  const letter = bytes[at + 1] ?? 0;
  if (letter !== 0x75) return escapes.includes(letter) ? at + 2 : -1;
  for (let digit = at + 2; digit < at + 6; digit += 1) if (!isHex(bytes[digit] ?? 0)) return -1;
  return at + 6;
}

const escapes = Array.from('"\\/bfnrt', char => char.charCodeAt(0));

function isHex(byte: number): boolean {
  return isDigit(byte) || (byte >= 0x41 && byte <= 0x46) || (byte >= 0x61 && byte <= 0x66);
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

/** The index after a text, number or word; -1 if invalid. */
export function endOfScalar(bytes: Uint8Array, at: number): number {
  switch (bytes[at]) {
    case quote:
      return endOfText(bytes, at);
    case 0x74:
      return endOfWord(bytes, at, 'true');
    case 0x66:
      return endOfWord(bytes, at, 'false');
    case 0x6e:
      return endOfWord(bytes, at, 'null');
    default:
      return endOfNumber(bytes, at);
  }
}

function endOfWord(bytes: Uint8Array, at: number, word: string): number {
  for (let index = 1; index < word.length; index += 1)
    if (bytes[at + index] !== word.charCodeAt(index)) return -1;
  return at + word.length;
}

function endOfNumber(bytes: Uint8Array, at: number): number {
  let end = bytes[at] === 0x2d ? at + 1 : at;
  if (!isDigit(bytes[end])) return -1;
  end = bytes[end] === 0x30 ? end + 1 : endOfDigits(bytes, end);
  if (bytes[end] === 0x2e) {
    if (!isDigit(bytes[end + 1])) return -1;
    end = endOfDigits(bytes, end + 1);
  }
  if (bytes[end] !== 0x65 && bytes[end] !== 0x45) return end;
  const sign = bytes[end + 1];
  end += sign === 0x2b || sign === 0x2d ? 2 : 1;
  return isDigit(bytes[end]) ? endOfDigits(bytes, end) : -1;
}

function endOfDigits(bytes: Uint8Array, at: number): number {
  let end = at;
  while (isDigit(bytes[end])) end += 1;
  return end;
}

/** The text whose opening quote is at `at`, in valid JSON. */
export function jsonTextAt(bytes: Uint8Array, at: number): string {
  return decodeText(bytes, at + 1, endOfText(bytes, at) - 1, true);
}

/** A part of a text; `isEscaped` if it is JSON. */
export function decodeText(bytes: Uint8Array, start: number, end: number, isEscaped: boolean): string {
  const text = decodeBytes(bytes, start, end);
  return isEscaped && text.includes('\\') ? String(JSON.parse(`"${text}"`)) : text;
}

/** Invalid UTF-8 becomes U+FFFD. */
export function decodeBytes(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('utf8');
}

/** The index after a value in valid JSON. */
export function endOfValue(bytes: Uint8Array, at: number): number {
  if (bytes[at] !== openBrace && bytes[at] !== openBracket) return endOfScalar(bytes, at);
  let depth = 0;
  for (let end = at; ; ) {
    const byte = bytes[end];
    if (byte === quote) {
      end = endOfText(bytes, end);
      continue;
    }
    end += 1;
    if (byte === openBrace || byte === openBracket) depth += 1;
    else if (byte === closeBrace || byte === closeBracket) depth -= 1;
    if (depth === 0) return end;
  }
}

/** The index of the value whose key is at `at`. */
export function valueOfMember(bytes: Uint8Array, at: number): number {
  return endOfSpace(bytes, endOfSpace(bytes, endOfText(bytes, at)) + 1);
}

/** The indexes of up to `count` items in valid JSON: of values in a list, of keys in an object. */
export function placesFrom(bytes: Uint8Array, first: number, count: number, isList: boolean): number[] {
  const places = [first];
  for (let at = first; places.length < count; ) {
    const end = endOfSpace(bytes, endOfValue(bytes, isList ? at : valueOfMember(bytes, at)));
    if (bytes[end] !== comma) break;
    at = endOfSpace(bytes, end + 1);
    places.push(at);
  }
  return places;
}
