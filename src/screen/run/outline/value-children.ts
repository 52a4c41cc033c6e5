import type { LazyText } from '../../../model/payload/lazy/lazy-text.ts';
import type { CopyContent } from '../../../model/report/copy-source.ts';
import type { Tone } from '../../paint/phrases.ts';
import type { LineNode, OutlineNode, ValueNode } from './outline-node.ts';
import { entryAt, entryCount, entryIndex, isContainer, isLongText, textLinesOf } from './payload-values.ts';
import type { TextLines } from './text-lines.ts';

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

export function lineNode(
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
