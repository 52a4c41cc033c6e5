import { memo } from '../../../model/memo.ts';
import { isSecretEntry } from '../../../model/payload/lazy/lazy-parts.ts';
import { LazyContainer } from '../../../model/payload/lazy/lazy-payload.ts';
import { LazyText } from '../../../model/payload/lazy/lazy-text.ts';
import type { CopyContent } from '../../../model/report/render-copy.ts';
import { shapeOfMember } from '../../../model/report/run-json.ts';
import { isSecretMember } from '../../../model/text/secrets/secret-keys.ts';
import { mask } from '../../../model/text/secrets/secret-value.ts';
import type { Tone } from '../../paint/phrases.ts';
import type { LineNode, OutlineNode, Part, RecordPart, ValueNode } from './outline-node.ts';
import { createTextLines, isMaskedWhole, type TextLines } from './text-lines.ts';

export type Container = readonly unknown[] | Readonly<Record<string, unknown>> | LazyContainer;

export const longText = 160;
export function isContainer(value: unknown): value is Container {
  return typeof value === 'object' && value !== null && !(value instanceof LazyText);
}

/** Smaller objects are searched for `undefined` members, which only runlens's own objects have. */
const mostKeysRead = 100;

/** The keys of an object in recorded order, cached. */
export const keysOf = memo((value: object): readonly string[] => {
  const all = Object.keys(value);
  const keys = all.length > mostKeysRead ? all : all.filter(key => Reflect.get(value, key) !== undefined);
  return keys;
});

export function entryCount(value: Container): number {
  if (value instanceof LazyContainer) return value.size;
  return isArray(value) ? value.length : keysOf(value).length;
}

export function isLongText(value: unknown): value is string | LazyText {
  if (value instanceof LazyText) return true;
  return typeof value === 'string' && (value.length > longText || value.includes('\n'));
}

/** The displayed lines of a long text, cached by node. */
const textLinesOf = memo((node: ValueNode): TextLines => {
  const text = isLongText(node.value) ? node.value : '';
  const lines = createTextLines(isMaskedWhole(node) ? mask : text, !node.reveal);
  return lines;
});

function entryAt(node: ValueNode, container: Container, index: number): ValueNode | undefined {
  if (index >= entryCount(container)) return undefined;
  const name = isList(container) ? index : keyOf(container, index);
  if (name === undefined) return undefined;
  const member = String(name);
  const isLazy = container instanceof LazyContainer;
  const value: unknown = isLazy ? container.at(index) : Reflect.get(container, member);
  const isSecret =
    node.isSecret || (isLazy ? isSecretEntry(container, index, member) : isSecretMember(container, member));
  const { reveal } = node;
  return {
    type: 'value',
    key: entryKey(member),
    name,
    value,
    isSecret,
    reveal,
    record: memberRecord(node, member),
  };
}

function memberRecord({ record }: ValueNode, member: string): RecordPart | undefined {
  const shape = record && shapeOfMember(record.shape, member);
  return shape && { ...record, shape };
}

function keyOf(container: Container, index: number): string | undefined {
  return container instanceof LazyContainer ? container.keyAt(index) : keysOf(container)[index];
}

/** A prefix distinguishes payload keys, which may be any text, from keys of the outline. */
function entryKey(member: string): string {
  return `.${member}`;
}

function entryIndex(value: Container, key: string): number {
  if (!key.startsWith('.')) return -1;
  const member = key.slice(1);
  if (value instanceof LazyContainer) return value.indexOf(member);
  if (!isArray(value)) return keysOf(value).indexOf(member);
  const index = Number(member);
  return index < value.length ? index : -1;
}

export function isList(value: Container): boolean {
  return value instanceof LazyContainer ? value.isList : Array.isArray(value);
}

function isArray(value: Container): value is readonly unknown[] {
  return Array.isArray(value);
}

export function countRows(parts: readonly Part[]): number {
  return parts.reduce((sum, part) => sum + partCount(part), 0);
}

export function partCount(part: Part): number {
  if (part.type === 'block') return part.lines.count;
  if (part.type !== 'entries') return 1;
  return Math.max(1, valueChildCount(part.node));
}

export function partChildAt(parts: readonly Part[], index: number): OutlineNode | undefined {
  let rest = index;
  for (const part of parts) {
    const count = partCount(part);
    if (rest < count) return childOfPart(part, rest);
    rest -= count;
  }
  return undefined;
}

export function partsChildIndex(parts: readonly Part[], key: string): number {
  let start = 0;
  for (const part of parts) {
    const index = partChildIndex(part, key);
    if (index >= 0) return start + index;
    start += partCount(part);
  }
  return -1;
}

function childOfPart(part: Part, index: number): OutlineNode | undefined {
  if (part.type === 'block') return lineNode(part.lines, index, part.tone, part.content, part.key);
  if (part.type !== 'entries') return part;
  return valueChildAt(part.node, index) ?? part.node;
}

function partChildIndex(part: Part, key: string): number {
  if (part.type === 'block') {
    return key.startsWith(`${part.key}:`) ? Number(key.slice(part.key.length + 1)) : -1;
  }
  if (part.type !== 'entries') return part.key === key ? 0 : -1;
  const root = part.node;
  return valueChildCount(root) === 0 ? (key === root.key ? 0 : -1) : valueChildIndex(root, key);
}

export function valueChildCount(node: ValueNode): number {
  const { value } = node;
  if (isContainer(value)) return entryCount(value);
  return isLongText(value) ? textLinesOf(node).count : 0;
}

export function valueChildAt(node: ValueNode, index: number): OutlineNode | undefined {
  const { value } = node;
  if (isContainer(value)) return entryAt(node, value, index);
  return isLongText(value)
    ? lineNode(textLinesOf(node), index, 'plain', longContent(node, value))
    : undefined;
}

function longContent(node: ValueNode, text: string | LazyText): CopyContent {
  const key = typeof node.name === 'string' ? node.name : undefined;
  return { type: 'text', text, key, isSecret: node.isSecret };
}

function lineNode(
  lines: TextLines,
  index: number,
  tone: Tone,
  content: CopyContent,
  prefix?: string,
): LineNode | undefined {
  if (index < 0 || index >= lines.count) return undefined;
  const key = prefix === undefined ? String(index) : `${prefix}:${index}`;
  return { type: 'line', key, lines, index, tone, content };
}

export function valueChildIndex(node: ValueNode, key: string): number {
  return isContainer(node.value) ? entryIndex(node.value, key) : Number(key);
}
