import { isObject } from '../../is-record.ts';
import type { ReadableText } from '../../text/cut-text.ts';
import { decodeText } from './json-bytes.ts';
import { lastNotAbove, type TextPlaces } from './places.ts';

const mostPartsKept = 8;

const brand: unique symbol = Symbol.for('runlens.LazyText');

export class LazyText implements ReadableText {
  /** By brand, because each bundle of the built program has its own copy of this class. */
  static [Symbol.hasInstance](value: unknown): boolean {
    return isObject(value) && Object.hasOwn(value, brand);
  }

  readonly [brand] = true;
  readonly places: TextPlaces;
  readonly #bytes: Uint8Array;
  readonly #parts = new Map<number, string>();

  constructor(bytes: Uint8Array, places: TextPlaces) {
    this.#bytes = bytes;
    this.places = places;
  }

  get length(): number {
    return this.places.length;
  }

  slice(start: number, end: number = this.length): string {
    const { units } = this.places;
    const to = Math.min(end, this.length);
    let text = '';
    for (let at = Math.max(0, start); at < to; ) {
      const part = lastNotAbove(units, at);
      const from = units[part] ?? 0;
      const next = units[part + 1] ?? this.length;
      text += this.#partAt(part).slice(at - from, to - from);
      at = next;
    }
    return text;
  }

  /** The bytes as recorded, not copied, in JSON if `places.isEscaped`. */
  encoded(): Uint8Array {
    const { bytes } = this.places;
    return this.#bytes.subarray(bytes[0], bytes.at(-1));
  }

  toString(): string {
    return this.slice(0);
  }

  #partAt(part: number): string {
    const known = this.#parts.get(part);
    if (known !== undefined) return known;
    const { bytes, isEscaped } = this.places;
    const text = decodeText(this.#bytes, bytes[part] ?? 0, bytes[part + 1] ?? 0, isEscaped);
    if (this.#parts.size >= mostPartsKept) this.#parts.delete(this.#parts.keys().next().value ?? 0);
    this.#parts.set(part, text);
    return text;
  }
}

export function isText(value: unknown): value is string | LazyText {
  return typeof value === 'string' || value instanceof LazyText;
}
