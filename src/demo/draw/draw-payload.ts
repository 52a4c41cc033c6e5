import type { Random } from '../data/random.ts';
import { drawHex, drawPerson, drawText } from './draw-text.ts';

/** `day` is the run's date, such as `2026-01-31`. */
type Draw = (random: Random, day: string) => unknown;

/** JSON with functions that draw values, in the order of their keys. */
type Template = Draw | string | number | boolean | readonly Template[] | ObjectTemplate;

/** An object with a key that begins with `...` is spread into this one. */
export type ObjectTemplate = { readonly [key: string]: Template };

export type Payload = Readonly<Record<string, unknown>>;

export function drawObject(random: Random, template: ObjectTemplate, day: string): Payload {
  const payload: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(template)) {
    const drawn = drawValue(random, value, day);
    if (key.startsWith('...')) Object.assign(payload, drawn);
    else payload[key] = drawn;
  }
  return payload;
}

function drawValue(random: Random, template: Template, day: string): unknown {
  if (typeof template === 'function') return template(random, day);
  if (typeof template !== 'object') return template;
  if (isList(template)) return template.map(item => drawValue(random, item, day));
  return drawObject(random, template, day);
}

function isList(template: readonly Template[] | ObjectTemplate): template is readonly Template[] {
  return Array.isArray(template);
}

export function list(length: number, item: Template): readonly Template[] {
  return Array.from({ length }, () => item);
}

export const runDay: Draw = (_, day) => day;
export const person: Draw = random => drawPerson(random);
export const personName: Draw = random => drawPerson(random).name;
export const fraction: Draw = random => random.next();

export function text(sentences: number): Draw {
  return random => drawText(random, sentences);
}

export function hex(parts: number, before = '', after = ''): Draw {
  return random => `${before}${drawHex(random, parts)}${after}`;
}

export function oneOf(...values: readonly [string, ...string[]]): Draw {
  return random => random.pick(values);
}

export function below(end: number): Draw {
  return random => random.int(end);
}

export function between(low: number, high: number): Draw {
  return random => random.between(low, high);
}

export function hundredths(low: number, high: number): Draw {
  return random => random.between(low, high) / 100;
}

export function chance(probability: number): Draw {
  return random => random.chance(probability);
}

export function join(...parts: readonly (string | Draw)[]): Draw {
  return (random, day) =>
    parts.map(part => (typeof part === 'string' ? part : String(part(random, day)))).join('');
}
