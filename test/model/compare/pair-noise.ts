import type { Random } from '../../../src/demo/data/random.ts';
import { hex, type JsonObject } from './run-script.ts';

/** `ord_9f2c41aa`. */
export function idOf(random: Random, prefix: string): string {
  return `${prefix}_${hex(random)}`;
}

export function uuidOf(random: Random): string {
  return [8, 4, 4, 4, 12].map(digits => hex(random, digits)).join('-');
}

export function emailOf(random: Random): string {
  const name = random.pick(['ana', 'bo', 'chidi', 'dora', 'emil', 'fatima', 'goran', 'hye']);
  return `${name}.${random.between(10, 9_999)}@${random.pick(['mail.test', 'post.test', 'inbox.test'])}`;
}

/** An amount with two decimals. */
export function amountOf(random: Random, low: number, high: number): number {
  return random.between(low * 100, high * 100) / 100;
}

export function isoOf(at: number, offset = 'Z'): string {
  return new Date(at).toISOString().replace('Z', offset);
}

/** `2026-05-04`. */
export function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** The cursor of a page: base64 of a position. */
export function cursorOf(random: Random, page: number): string {
  return Buffer.from(`p=${page}&s=${hex(random, 12)}`).toString('base64');
}

const words = 'amber basin cedar delta ember fjord grove harbor islet juniper kelp lagoon meadow north'.split(
  ' ',
);

export function wordsOf(random: Random, count: number): string {
  return Array.from({ length: count }, () => words[random.int(words.length)]).join(' ');
}

/** A field that one run in so many has. */
export function sometimes(index: number, oneIn: number, fields: JsonObject): JsonObject {
  return index % oneIn === 2 ? fields : {};
}

/** One of a few values, of which each run in turn has another one. */
export function alternate<Item>(index: number, values: readonly [Item, ...Item[]]): Item {
  return values[Math.abs(index) % values.length] ?? values[0];
}

/** A step that one run in six does twice. */
export function sometimesTwice(index: number): { readonly attempts: number } {
  return { attempts: index % 6 === 4 ? 2 : 1 };
}

/** The same object with its keys in another order. */
export function shuffled(random: Random, object: JsonObject): JsonObject {
  const keyed = Object.entries(object).map(entry => ({ entry, rank: random.next() }));
  return Object.fromEntries(keyed.sort((a, b) => a.rank - b.rank).map(({ entry }) => entry));
}

/** `length` items. */
export function listOf<Item>(length: number, item: (index: number) => Item): Item[] {
  return Array.from({ length }, (_, index) => item(index));
}
