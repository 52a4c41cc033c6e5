import { mask } from '../../../model/text/mask.ts';
import { isSecretMember } from '../../../model/text/secrets/secret-member.ts';
import type { ValueNode } from './outline-node.ts';
import { isMaskedWhole } from './shown-text.ts';
import { createTextLines, type TextLines } from './text-lines.ts';

export type Container = readonly unknown[] | Readonly<Record<string, unknown>>;

/** The longest text on a single row, in UTF-16 units. */
export const longText = 160;
const keysOfObjects = new WeakMap<object, readonly string[]>();
const linesOfNodes = new WeakMap<ValueNode, TextLines>();

export function isContainer(value: unknown): value is Container {
  return typeof value === 'object' && value !== null;
}

/** Smaller objects are searched for `undefined` members, which only runlens's own objects have. */
const mostKeysRead = 100;

/** The keys of an object in recorded order, cached. */
export function keysOf(value: object): readonly string[] {
  const known = keysOfObjects.get(value);
  if (known) return known;
  const all = Object.keys(value);
  const keys = all.length > mostKeysRead ? all : all.filter(key => Reflect.get(value, key) !== undefined);
  keysOfObjects.set(value, keys);
  return keys;
}

export function entryCount(value: Container): number {
  return isList(value) ? value.length : keysOf(value).length;
}

/** Whether a text has to be unfolded to be shown whole. */
export function isLongText(value: unknown): value is string {
  return typeof value === 'string' && (value.length > longText || value.includes('\n'));
}

/** The displayed lines of a long text, cached by node. */
export function textLinesOf(node: ValueNode): TextLines {
  const known = linesOfNodes.get(node);
  if (known) return known;
  const text = typeof node.value === 'string' ? node.value : '';
  const lines = createTextLines(isMaskedWhole(node) ? mask : text, !node.reveal);
  linesOfNodes.set(node, lines);
  return lines;
}

export function entryAt(node: ValueNode, container: Container, index: number): ValueNode | undefined {
  const name = isList(container) ? index : keysOf(container)[index];
  if (name === undefined || index >= entryCount(container)) return undefined;
  const member = String(name);
  const value: unknown = Reflect.get(container, member);
  const isSecret = node.isSecret || isSecretMember(container, member);
  return { type: 'value', key: entryKey(member), name, value, isSecret, reveal: node.reveal };
}

/** A prefix distinguishes payload keys, which may be any text, from keys of the outline. */
function entryKey(member: string): string {
  return `.${member}`;
}

export function entryIndex(value: Container, key: string): number {
  if (!key.startsWith('.')) return -1;
  const member = key.slice(1);
  if (!isList(value)) return keysOf(value).indexOf(member);
  const index = Number(member);
  return index < value.length ? index : -1;
}

function isList(value: Container): value is readonly unknown[] {
  return Array.isArray(value);
}
