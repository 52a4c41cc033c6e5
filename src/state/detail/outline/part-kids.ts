import type { OutlineNode, Part } from './outline-node.ts';
import { lineNode, valueKidAt, valueKidCount, valueKidIndex } from './value-kids.ts';

export function countRows(parts: readonly Part[]): number {
  return parts.reduce((sum, part) => sum + partCount(part), 0);
}

export function partCount(part: Part): number {
  if (part.type === 'block') return part.lines.count;
  if (part.type !== 'entries') return 1;
  return Math.max(1, valueKidCount(part.node));
}

export function partKidAt(parts: readonly Part[], index: number): OutlineNode | undefined {
  let rest = index;
  for (const part of parts) {
    const count = partCount(part);
    if (rest < count) return kidOfPart(part, rest);
    rest -= count;
  }
  return undefined;
}

export function partsKidIndex(parts: readonly Part[], key: string): number {
  let start = 0;
  for (const part of parts) {
    const index = partKidIndex(part, key);
    if (index >= 0) return start + index;
    start += partCount(part);
  }
  return -1;
}

function kidOfPart(part: Part, index: number): OutlineNode | undefined {
  if (part.type === 'block') return lineNode(part.lines, index, part.tone, part.content, part.key);
  if (part.type !== 'entries') return part;
  return valueKidAt(part.node, index) ?? part.node;
}

function partKidIndex(part: Part, key: string): number {
  if (part.type === 'block') {
    return key.startsWith(`${part.key}:`) ? Number(key.slice(part.key.length + 1)) : -1;
  }
  if (part.type !== 'entries') return part.key === key ? 0 : -1;
  const root = part.node;
  return valueKidCount(root) === 0 ? (key === root.key ? 0 : -1) : valueKidIndex(root, key);
}
