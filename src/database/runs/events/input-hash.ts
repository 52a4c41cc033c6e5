import { hash } from 'node:crypto';
import type { JsonText } from '../../../contract/run-events.ts';

/** In UTF-16 units; the members of a larger input count as they are ordered. */
const mostOrdered = 16_384;
const hashChars = 16;

/**
 * The same text for inputs of runs that are equal but for the order of members, and probably for no others. A
 * program hashes the input of each run that it records, so that no value is made of it.
 */
export function inputHash(input: JsonText): string {
  const scanned = input.length > mostOrdered ? undefined : new MemberHash(input).read();
  return scanned ?? hash('sha256', input, 'base64url').slice(0, hashChars);
}

const [quote, backslash, comma, colon] = [0x22, 0x5c, 0x2c, 0x3a];
const [openList, closeList, openObject, closeObject] = [0x5b, 0x5d, 0x7b, 0x7d];
const mostDepth = 100;

/** Hashes JSON in one pass: the members of an object are added up, the items of a list follow each other. */
class MemberHash {
  readonly #text: string;
  #at = 0;
  /** The hash of the last value. */
  #high = 0;
  #low = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** `undefined` where the text is no JSON, or too deep. */
  read(): string | undefined {
    if (!this.#value(0)) return undefined;
    this.#skipBlanks();
    if (this.#at < this.#text.length) return undefined;
    return `${(this.#high >>> 0).toString(36)}.${(this.#low >>> 0).toString(36)}`;
  }

  #value(depth: number): boolean {
    this.#skipBlanks();
    const unit = this.#text.charCodeAt(this.#at);
    if (unit === quote) return this.#string();
    if (unit === openObject || unit === openList)
      return depth < mostDepth && this.#parts(unit === openObject, depth + 1);
    return this.#word();
  }

  #parts(isObject: boolean, depth: number): boolean {
    const close = isObject ? closeObject : closeList;
    let [high, low] = isObject ? [1, 2] : [3, 4];
    this.#at += 1;
    this.#skipBlanks();
    let isFirst = true;
    while (this.#text.charCodeAt(this.#at) !== close || !isFirst) {
      if (isObject && !this.#member(depth)) return false;
      if (!isObject && !this.#value(depth)) return false;
      high = isObject ? (high + this.#high) | 0 : mix(high, this.#high);
      low = isObject ? (low + this.#low) | 0 : mix(low, this.#low);
      isFirst = false;
      this.#skipBlanks();
      const unit = this.#text.charCodeAt(this.#at);
      if (unit === close) break;
      if (unit !== comma) return false;
      this.#at += 1;
    }
    this.#at += 1;
    [this.#high, this.#low] = [mix(high, 5), mix(low, 6)];
    return true;
  }

  #member(depth: number): boolean {
    this.#skipBlanks();
    if (this.#text.charCodeAt(this.#at) !== quote || !this.#string()) return false;
    const [high, low] = [this.#high, this.#low];
    this.#skipBlanks();
    if (this.#text.charCodeAt(this.#at) !== colon) return false;
    this.#at += 1;
    if (!this.#value(depth)) return false;
    [this.#high, this.#low] = [mix(high, this.#high), mix(low, this.#low)];
    return true;
  }

  #string(): boolean {
    const from = this.#at;
    let end = this.#text.indexOf('"', from + 1);
    while (end > 0 && this.#isEscaped(end)) end = this.#text.indexOf('"', end + 1);
    if (end < 0) return false;
    this.#hashUpTo(end + 1);
    return true;
  }

  #isEscaped(end: number): boolean {
    let slashes = 0;
    while (this.#text.charCodeAt(end - 1 - slashes) === backslash) slashes += 1;
    return slashes % 2 === 1;
  }

  /** A number, `true`, `false` or `null`. */
  #word(): boolean {
    let end = this.#at;
    while (end < this.#text.length && !isEnd(this.#text.charCodeAt(end))) end += 1;
    if (end === this.#at) return false;
    this.#hashUpTo(end);
    return true;
  }

  #hashUpTo(end: number): void {
    const text = this.#text;
    let [high, low] = [0xdeadbeef, 0x41c6ce57];
    for (let at = this.#at; at < end; at += 1) {
      const unit = text.charCodeAt(at);
      high = Math.imul(high ^ unit, 2_654_435_761);
      low = Math.imul(low ^ unit, 1_597_334_677);
    }
    [this.#high, this.#low] = [mix(high, low), mix(low, high)];
    this.#at = end;
  }

  #skipBlanks(): void {
    while (isBlank(this.#text.charCodeAt(this.#at))) this.#at += 1;
  }
}

function isBlank(unit: number): boolean {
  return unit === 0x20 || unit === 0x0a || unit === 0x0d || unit === 0x09;
}

function isEnd(unit: number): boolean {
  return unit === comma || unit === closeList || unit === closeObject || isBlank(unit);
}

/** Each bit of either number changes about half of the bits of the result. */
function mix(one: number, other: number): number {
  let bits = Math.imul(one ^ (one >>> 16), 2_246_822_507) ^ Math.imul(other ^ (other >>> 13), 3_266_489_909);
  bits = Math.imul(bits ^ (bits >>> 15), 2_146_121_005);
  return bits ^ (bits >>> 16);
}
