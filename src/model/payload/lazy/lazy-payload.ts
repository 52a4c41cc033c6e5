import { isObject } from '../../is-record.ts';
import {
  decodeBytes,
  endOfSpace,
  endOfValue,
  jsonTextAt,
  openBrace,
  openBracket,
  placesFrom,
  quote,
  valueOfMember,
} from './json-bytes.ts';
import { findKey } from './key-table.ts';
import { LazyText } from './lazy-text.ts';
import { lastNotAbove, type Places } from './places.ts';
import type { ScannedPayload } from './scan-payload.ts';

/** Large lists, objects and texts become `LazyContainer` and `LazyText`. */
export function openPayload({ bytes, places }: ScannedPayload): unknown {
  if ('units' in places) return new LazyText(bytes, places);
  const payload: Payload = { bytes, places, opened: new Map() };
  return openValue(payload, endOfSpace(bytes, 0));
}

type Payload = {
  readonly bytes: Uint8Array;
  readonly places: Places;
  /** Keeps the identity of opened values, by their index. */
  readonly opened: Map<number, LazyContainer | LazyText>;
};

function openValue(payload: Payload, at: number): unknown {
  const { bytes, opened } = payload;
  const known = opened.get(at);
  if (known) return known;
  const large = openLarge(payload, at);
  if (!large) return JSON.parse(decodeBytes(bytes, at, endOfValue(bytes, at)));
  opened.set(at, large);
  return large;
}

function openLarge(payload: Payload, at: number): LazyContainer | LazyText | undefined {
  const { bytes, places } = payload;
  if (bytes[at] === quote) {
    const text = places.texts.get(at);
    return text && new LazyText(bytes, text);
  }
  if (bytes[at] !== openBrace && bytes[at] !== openBracket) return undefined;
  const container = lastNotAbove(places.containers.starts, at);
  return places.containers.starts[container] === at ? new LazyContainer(payload, container) : undefined;
}

/** A lazy container as a list or an object with lazy members; other values as they are. */
export function unfold(value: unknown): unknown {
  if (!(value instanceof LazyContainer)) return value;
  const members = Array.from({ length: value.size }, (_, index) => value.at(index));
  if (value.isList) return members;
  return Object.fromEntries(members.map((member, index) => [value.keyAt(index), member]));
}

type Group = { readonly first: number; readonly end: number; readonly places: readonly number[] };

const brand: unique symbol = Symbol.for('runlens.LazyContainer');

export class LazyContainer {
  /** By brand, because each bundle of the built program has its own copy of this class. */
  static [Symbol.hasInstance](value: unknown): boolean {
    return isObject(value) && Object.hasOwn(value, brand);
  }

  readonly [brand] = true;
  readonly isList: boolean;
  readonly size: number;
  /** The length of its JSON text. */
  readonly bytes: number;
  readonly #payload: Payload;
  readonly #container: number;
  /** The items from one mark to the next that were read last. */
  #group: Group = { first: 0, end: 0, places: [] };

  constructor(payload: Payload, container: number) {
    const { starts, ends, sizes } = payload.places.containers;
    const start = starts[container] ?? 0;
    this.isList = payload.bytes[start] === openBracket;
    this.size = sizes[container] ?? 0;
    this.bytes = (ends[container] ?? 0) - start;
    this.#payload = payload;
    this.#container = container;
  }

  /** `undefined` beyond the last member. */
  at(index: number): unknown {
    const place = this.#placeAt(index);
    return place === undefined ? undefined : openValue(this.#payload, this.#valuePlace(place));
  }

  /** The key in the order of `JSON.parse`; `undefined` in a list, and beyond the last member. */
  keyAt(index: number): string | undefined {
    const place = this.isList ? undefined : this.#placeAt(index);
    return place === undefined ? undefined : jsonTextAt(this.#payload.bytes, place);
  }

  textStart(bytes: number): string {
    const start = this.#payload.places.containers.starts[this.#container] ?? 0;
    return decodeBytes(this.#payload.bytes, start, start + Math.min(bytes, this.bytes));
  }

  /** The JSON text in UTF-8, not copied. */
  json(): Uint8Array {
    const start = this.#payload.places.containers.starts[this.#container] ?? 0;
    return this.#payload.bytes.subarray(start, start + this.bytes);
  }

  parse(): unknown {
    return JSON.parse(this.textStart(this.bytes));
  }

  indexOf(key: string): number {
    if (!this.isList) {
      const table = this.#payload.places.keys.get(this.#container);
      return table ? findKey(table, key, index => this.keyAt(index)) : -1;
    }
    const index = /^(?:0|[1-9]\d*)$/.test(key) ? Number(key) : -1;
    return index < this.size ? index : -1;
  }

  get(key: string): unknown {
    return this.at(this.indexOf(key));
  }

  /** Cheaper than reading the member. */
  isTextAt(index: number): boolean {
    const place = this.#placeAt(index);
    return place !== undefined && this.#payload.bytes[this.#valuePlace(place)] === quote;
  }

  /** The JSON text of the marked items from `first` on; `undefined` if no mark is at `first`. */
  groupAt(first: number): { readonly end: number; readonly bytes: Uint8Array } | undefined {
    const { bytes, places } = this.#payload;
    const { ends, marks } = places.containers;
    if (places.keys.get(this.#container)?.items) return undefined;
    const afterLast = marks[this.#container + 1] ?? 0;
    const mark = lastNotAbove(places.marks.items, first, marks[this.#container] ?? 0, afterLast);
    if (places.marks.items[mark] !== first || mark < (marks[this.#container] ?? 0)) return undefined;
    const isLast = mark + 1 >= afterLast;
    const end = isLast ? this.size : (places.marks.items[mark + 1] ?? 0);
    const endPlace = isLast ? ends[this.#container] : places.marks.places[mark + 1];
    return { end, bytes: bytes.subarray(places.marks.places[mark], endPlace) };
  }

  #valuePlace(place: number): number {
    return this.isList ? place : valueOfMember(this.#payload.bytes, place);
  }

  #placeAt(index: number): number | undefined {
    if (!(index >= 0 && index < this.size)) return undefined;
    const item = this.#payload.places.keys.get(this.#container)?.items?.[index] ?? index;
    if (item < this.#group.first || item >= this.#group.end) this.#group = this.#readGroup(item);
    return this.#group.places[item - this.#group.first];
  }

  #readGroup(item: number): Group {
    const { bytes, places } = this.#payload;
    const { items, places: itemPlaces } = places.marks;
    const { marks } = places.containers;
    const afterLast = marks[this.#container + 1] ?? 0;
    const mark = lastNotAbove(items, item, marks[this.#container] ?? 0, afterLast);
    const first = items[mark] ?? 0;
    // Nothing is read beyond the start of the last item, which may be large.
    const hasAllItems = !places.keys.get(this.#container)?.items;
    const end = mark + 1 < afterLast ? (items[mark + 1] ?? 0) : hasAllItems ? this.size : item + 1;
    return { first, end, places: placesFrom(bytes, itemPlaces[mark] ?? 0, end - first, this.isList) };
  }
}
