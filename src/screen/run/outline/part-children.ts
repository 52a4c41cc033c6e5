import type { LazyText } from '../../../model/payload/lazy/lazy-text.ts';
import type { CopyContent } from '../../../model/report/copy-source.ts';
import type { Tone } from '../../paint/phrases.ts';
import type { LineNode, OutlineNode, Part, ValueNode } from './outline-node.ts';
import { entryAt, entryCount, entryIndex, isContainer, isLongText, textLinesOf } from './payload-values.ts';
import type { TextLines } from './text-lines.ts';

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
