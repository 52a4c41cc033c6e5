import { isObject } from '../is-record.ts';
import { isPlainJson } from './encode-plain.ts';
import { classOf, pathText, primitiveEntries, specialEntries } from './special-values.ts';
import { fitsBlock, yamlBlock, yamlName, yamlText, yamlWord } from './yaml-scalar.ts';

/** JSON with the markers of `docs/reference/payloads.md`; empty for `undefined`. */
export function toJsonText(value: unknown, options: { readonly indent?: number } = {}): string {
  if (value === undefined) return '';
  const indent = options.indent ?? 2;
  return isPlainJson(value) ? JSON.stringify(value, undefined, indent) : writeJson(value, indent);
}

/** YAML, empty for `undefined`. `isForDisplay` leaves names such as `n` unquoted, which YAML 1.1 misreads. */
export function toYamlText(
  value: unknown,
  { isForDisplay = false }: { readonly isForDisplay?: boolean } = {},
): string {
  return value === undefined ? '' : writeYaml(value, isForDisplay ? yamlName : yamlText);
}

/** As compact JSON in UTF-8. */
export function payloadBytes(value: unknown): number {
  return Buffer.byteLength(toJsonText(value, { indent: 0 }));
}

/** Indenting deeper values would make most of the text blanks. */
const deepestIndent = 200;

/** JSON with markers, on one line below `deepestIndent`. Rethrows errors of getters. */
export function writeJson(value: unknown, indent: number): string {
  const parts: string[] = [];
  const walk = createWalk();
  const { stack } = walk;
  const open = (member: unknown) => {
    const found = toWritable(member, walk);
    const shown = typeof found === 'number' && !Number.isFinite(found) ? toMarker(found) : found;
    if (!isObject(shown)) {
      parts.push(Object.is(shown, -0) ? '-0' : JSON.stringify(shown));
      return;
    }
    parts.push(Array.isArray(shown) ? '[' : '{');
    enter(walk, toLevel(shown, member, walk));
  };
  const breakLine = (depth: number) => {
    if (indent > 0 && depth <= deepestIndent) parts.push('\n', ' '.repeat(indent * depth));
  };
  open(value);
  for (let level = stack.at(-1); level; level = stack.at(-1)) {
    if (level.next === level.size) {
      leave(walk);
      if (level.size > 0 && stack.length < deepestIndent) breakLine(stack.length);
      parts.push(level.keys ? '}' : ']');
      continue;
    }
    if (level.next > 0) parts.push(',');
    breakLine(stack.length);
    const key = level.keys?.[level.next] ?? level.next;
    if (level.keys) parts.push(JSON.stringify(key), indent > 0 ? ': ' : ':');
    level.next++;
    open(Reflect.get(level.value, key));
  }
  return parts.join('');
}

/** YAML allows longer keys only after a question mark. */
const longestKey = 1000;

/** Block YAML that versions 1.1 and 1.2 read alike: no folding, no anchors, any depth. */
function writeYaml(value: unknown, toName: (key: string) => string): string {
  const walk = createWalk();
  const { stack } = walk;
  const names = new Map<string, string>();
  let text = '';
  // The text ends where the value belongs: at the start, after a name, or after a dash.
  const open = (member: unknown, isItem: boolean) => {
    const shown = toWritable(member, walk);
    const gap = stack.length === 0 ? '' : ' ';
    if (!isObject(shown)) {
      text += `${gap}${scalar(shown, stack.length)}\n`;
      return;
    }
    const level = toLevel(shown, member, walk);
    if (level.size === 0 || stack.length >= deepestIndent) {
      text += `${gap}${level.size > 0 ? writeJson(shown, 0) : level.keys ? '{}' : '[]'}\n`;
      return;
    }
    enter(walk, level);
    text += isItem ? ' ' : gap === '' ? '' : `\n${indentOf(stack.length)}`;
  };
  open(value, false);
  for (let level = stack.at(-1); level; level = stack.at(-1)) {
    if (level.next === level.size) {
      leave(walk);
      continue;
    }
    if (level.next > 0) text += indentOf(stack.length);
    const key = level.keys?.[level.next] ?? level.next;
    text += typeof key === 'string' ? yamlKey(key, stack.length, names, toName) : '-';
    level.next++;
    open(Reflect.get(level.value, key), level.keys === undefined);
  }
  return text;
}

function scalar(value: unknown, depth: number): string {
  if (typeof value !== 'string') return yamlWord(value);
  return depth > 0 && fitsBlock(value) ? yamlBlock(value, indentOf(depth + 1)) : yamlText(value);
}

function yamlKey(
  key: string,
  depth: number,
  names: Map<string, string>,
  toText: (key: string) => string,
): string {
  const known = names.get(key) ?? toText(key);
  if (names.size < 1000) names.set(key, known);
  return known.length <= longestKey ? `${known}:` : `? ${known}\n${indentOf(depth)}:`;
}

const indents = Array.from({ length: deepestIndent + 1 }, (_, depth) => '  '.repeat(depth));

function indentOf(depth: number): string {
  return indents[depth - 1] ?? '';
}

type Level = {
  readonly value: object;
  /** The value before `toWritable`. */
  readonly source: object;
  /** `undefined` for a list. */
  readonly keys: readonly string[] | undefined;
  readonly size: number;
  next: number;
};

type Walk = {
  readonly stack: Level[];
  /** The sources on the stack, for detecting cycles. */
  readonly open: Set<object>;
};

function createWalk(): Walk {
  return { stack: [], open: new Set() };
}

function enter({ stack, open }: Walk, level: Level): void {
  stack.push(level);
  open.add(level.source);
}

function leave({ stack, open }: Walk): void {
  const level = stack.pop();
  if (level) open.delete(level.source);
}

function toLevel(value: object, source: unknown, { open }: Walk): Level {
  const start = { value, source: isObject(source) && !open.has(source) ? source : value, next: 0 };
  if (Array.isArray(value)) return { ...start, keys: undefined, size: value.length };
  const all = Object.keys(value);
  const isThere = (key: string) => Reflect.get(value, key) !== undefined;
  const keys = all.every(isThere) ? all : all.filter(isThere);
  return { ...start, keys, size: keys.length };
}

/** JSON values stay; others become the result of their `toJSON`, or a marker. */
function toWritable(value: unknown, walk: Walk): unknown {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
      return value;
    case 'object':
      return value === null ? null : toPlain(value, walk);
    default:
      return toMarker(value);
  }
}

/** For a primitive that JSON cannot hold. */
function toMarker(value: unknown): object {
  return Object.fromEntries(primitiveEntries(value));
}

function toPlain(value: object, walk: Walk): unknown {
  if (walk.open.has(value)) return { $type: 'circular', path: pathTo(value, walk) };
  if (Array.isArray(value)) return value;
  const prototype: unknown = Object.getPrototypeOf(value);
  const isPlain = prototype === Object.prototype || prototype === null;
  const special = isPlain ? undefined : specialEntries(value);
  if (special) return Object.fromEntries(special);
  if (value instanceof Number || value instanceof String || value instanceof Boolean) return value.valueOf();
  if ('toJSON' in value && typeof value.toJSON === 'function') {
    const made: unknown = value.toJSON();
    return isObject(made) ? made : toWritable(made, walk);
  }
  const name = isPlain ? undefined : classOf(value);
  return name === undefined ? value : { $class: name, ...value };
}

function pathTo(value: object, { stack }: Walk): string {
  const depth = stack.findIndex(({ source }) => source === value);
  return pathText(stack.slice(0, depth).map(({ keys, next }) => keys?.[next - 1] ?? next - 1));
}
