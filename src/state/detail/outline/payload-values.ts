import { mask } from '../../../model/text/mask.ts';
import { isSecretMember } from '../../../model/text/redact.ts';
import type { ValueNode } from './outline-node.ts';
import { isMaskedWhole } from './shown-text.ts';
import { createTextLines, type TextLines } from './text-lines.ts';

type Container = readonly unknown[] | Readonly<Record<string, unknown>>;

/** UTF-16 units of the longest text that is shown on its own row only. */
export const longText = 160;
const keysOfObjects = new WeakMap<object, readonly string[]>();
const linesOfNodes = new WeakMap<ValueNode, TextLines>();

export function isContainer(value: unknown): value is Container {
  return typeof value === 'object' && value !== null;
}

/** Objects of ours may have members that are not there; those of a payload never do. */
const mostKeysRead = 100;

/** The keys of an object, in the order in which they were recorded; read once an object. */
export function keysOf(value: object): readonly string[] {
  const known = keysOfObjects.get(value);
  if (known) return known;
  const all = Object.keys(value);
  const keys = all.length > mostKeysRead ? all : all.filter(key => Reflect.get(value, key) !== undefined);
  keysOfObjects.set(value, keys);
  return keys;
}

/** How many values a payload holds directly. */
export function entryCount(value: Container): number {
  return isList(value) ? value.length : keysOf(value).length;
}

/** A text that is shown cut off on one line, and whole when it is unfolded. */
export function isLongText(value: unknown): value is string {
  return typeof value === 'string' && (value.length > longText || value.includes('\n'));
}

/** The lines of a long text as they may be shown; cut once a node. */
export function textLinesOf(node: ValueNode): TextLines {
  const known = linesOfNodes.get(node);
  if (known) return known;
  const text = typeof node.value === 'string' ? node.value : '';
  const lines = createTextLines(isMaskedWhole(node) ? mask : text, !node.reveal);
  linesOfNodes.set(node, lines);
  return lines;
}

/** The value at an index of a payload's container, without making the others. */
export function entryAt(node: ValueNode, container: Container, index: number): ValueNode | undefined {
  const name = isList(container) ? index : keysOf(container)[index];
  if (name === undefined || index >= entryCount(container)) return undefined;
  const member = String(name);
  const value: unknown = Reflect.get(container, member);
  const isSecret = node.isSecret || isSecretMember(container, member);
  return { type: 'value', key: entryKey(member), name, value, isSecret, reveal: node.reveal };
}

/** Keys of payloads are anybody's words: marked, so that they are never taken for a key of ours. */
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
