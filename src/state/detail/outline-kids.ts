import type { CopyContent } from '../../model/report/copy-choices.ts';
import type { LineNode, LogNode, OutlineNode, Part, Tone, ValueNode } from './outline-node.ts';
import { entryAt, entryCount, entryIndex, isContainer, isLongText, textLinesOf } from './payload.ts';
import type { TextLines } from './text-lines.ts';
import { hasTraceKids, traceKidAt, traceKidCount, traceKidIndex } from './trace-kids.ts';

/** What stands directly below a node: counted without being made, and made one by one. */
export function kidCount(node: OutlineNode): number {
  switch (node.type) {
    case 'section':
      return node.parts.reduce((sum, part) => sum + partCount(part), 0);
    case 'value':
      return valueKidCount(node);
    case 'span':
    case 'trace':
      return traceKidCount(node);
    case 'log':
      return logKids(node).length;
    default:
      return 0;
  }
}

export function kidAt(node: OutlineNode, index: number): OutlineNode | undefined {
  switch (node.type) {
    case 'section':
      return partKidAt(node.parts, index);
    case 'value':
      return valueKidAt(node, index);
    case 'span':
    case 'trace':
      return traceKidAt(node, index);
    case 'log':
      return logKids(node)[index];
    default:
      return undefined;
  }
}

/** Where the kid with a key stands, or -1. */
export function kidIndex(node: OutlineNode, key: string): number {
  switch (node.type) {
    case 'section':
      return sectionKidIndex(node.parts, key);
    case 'value':
      return isContainer(node.value) ? entryIndex(node.value, key) : Number(key);
    case 'span':
    case 'trace':
      return traceKidIndex(node, key);
    case 'log':
      return logKids(node).findIndex(kid => kid.key === key);
    default:
      return -1;
  }
}

/** Cheap even where counting is not. */
export function isFoldable(node: OutlineNode): boolean {
  if (node.type === 'value')
    return isContainer(node.value) ? entryCount(node.value) > 0 : isLongText(node.value);
  return node.type === 'span' ? hasTraceKids(node) : kidCount(node) > 0;
}

/** A node of new content that stands for an old one, with what the old one had been told to show. */
export function carryOver(old: OutlineNode, fresh: OutlineNode): OutlineNode {
  return old.type === 'span' && fresh.type === 'span' && old.hasFacts ? { ...fresh, hasFacts: true } : fresh;
}

function logKids({ log, reveal }: LogNode): readonly ValueNode[] {
  if (Object.keys(log.attributes).length === 0) return [];
  return [
    { type: 'value', key: 'attributes', name: 'attributes', value: log.attributes, isSecret: false, reveal },
  ];
}

function sectionKidIndex(parts: readonly Part[], key: string): number {
  let start = 0;
  for (const part of parts) {
    const index = partKidIndex(part, key);
    if (index >= 0) return start + index;
    start += partCount(part);
  }
  return -1;
}

function valueKidCount(node: ValueNode): number {
  const { value } = node;
  if (isContainer(value)) return entryCount(value);
  return isLongText(value) ? textLinesOf(node).count : 0;
}

function valueKidAt(node: ValueNode, index: number): OutlineNode | undefined {
  const { value } = node;
  if (isContainer(value)) return entryAt(node, value, index);
  return isLongText(value)
    ? lineNode(textLinesOf(node), index, 'plain', longContent(node, value))
    : undefined;
}

function partCount(part: Part): number {
  if (part.type === 'block') return part.lines.count;
  if (part.type !== 'entries') return 1;
  return Math.max(1, kidCount(part.node));
}

function partKidAt(parts: readonly Part[], index: number): OutlineNode | undefined {
  let rest = index;
  for (const part of parts) {
    const count = partCount(part);
    if (rest < count) return kidOfPart(part, rest);
    rest -= count;
  }
  return undefined;
}

function kidOfPart(part: Part, index: number): OutlineNode | undefined {
  if (part.type === 'block') return lineNode(part.lines, index, part.tone, part.content, part.key);
  if (part.type !== 'entries') return part;
  return kidAt(part.node, index) ?? part.node;
}

function partKidIndex(part: Part, key: string): number {
  if (part.type === 'block') {
    return key.startsWith(`${part.key}:`) ? Number(key.slice(part.key.length + 1)) : -1;
  }
  if (part.type !== 'entries') return part.key === key ? 0 : -1;
  const root = part.node;
  return kidCount(root) === 0 ? (key === root.key ? 0 : -1) : kidIndex(root, key);
}

function longContent(node: ValueNode, text: string): CopyContent {
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

type FoldableKids = {
  readonly kids: readonly { readonly node: OutlineNode; readonly index: number }[];
  readonly looked: number;
  readonly isWhole: boolean;
};

/** What can be unfolded directly below a node. Looks at no more than `most` members of payloads and traces. */
export function foldableKids(node: OutlineNode, most: number): FoldableKids {
  if (node.type !== 'section') return membersOf(node, 0, kidCount(node), most);
  const kids: FoldableKids['kids'][number][] = [];
  let looked = 0;
  let isWhole = true;
  let start = 0;
  for (const part of node.parts) {
    const count = partCount(part);
    if (part.type === 'entries') {
      const members = membersOf(part.node, start, kidCount(part.node), most - looked);
      kids.push(...members.kids);
      looked += members.looked;
      isWhole &&= members.isWhole;
    } else if (part.type !== 'block' && isFoldable(part)) kids.push({ node: part, index: start });
    start += count;
  }
  return { kids, looked, isWhole };
}

function membersOf(node: OutlineNode, start: number, count: number, most: number): FoldableKids {
  const isText = node.type === 'value' && !isContainer(node.value);
  const looked = isText ? 0 : Math.max(0, Math.min(count, most));
  const kids: FoldableKids['kids'][number][] = [];
  for (let index = 0; index < looked; index += 1) {
    const kid = kidAt(node, index);
    if (kid && isFoldable(kid)) kids.push({ node: kid, index: start + index });
  }
  return { kids, looked, isWhole: isText || looked === count };
}
