import { cities, firstNames, goods, lastNames, sentences } from '../data/word-lists.ts';
import type { Random } from './random.ts';

type Person = { readonly name: string; readonly email: string; readonly city: string };

export function drawPerson(random: Random): Person {
  const first = random.pick(firstNames);
  const last = random.pick(lastNames);
  const name = `${first} ${last}`;
  return {
    name,
    email: `${first.toLowerCase()}.${last.toLowerCase()}@example.com`,
    city: random.pick(cities),
  };
}

export function drawText(random: Random, count: number): string {
  let text = random.pick(sentences);
  for (let sentence = 1; sentence < count; sentence += 1) text += ` ${random.pick(sentences)}`;
  return text;
}

export function drawGoods(random: Random): string {
  return random.pick(goods);
}

/** A part has eight hexadecimal digits. */
export function drawHex(random: Random, parts = 1): string {
  let text = '';
  for (let part = 0; part < parts; part += 1) {
    text += Math.floor(random.next() * 2 ** 32)
      .toString(16)
      .padStart(8, '0');
  }
  return text;
}
