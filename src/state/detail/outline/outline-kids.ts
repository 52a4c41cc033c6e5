import { hasTraceKids, traceKidAt, traceKidCount, traceKidIndex } from '../trace/trace-kids.ts';
import type { LogNode, OutlineNode, Part } from './outline-node.ts';
import { block } from './outline-parts.ts';
import { countRows, partCount, partKidAt, partsKidIndex } from './part-kids.ts';
import { entryCount, isContainer, isLongText, keysOf } from './payload-values.ts';
import { valueKidAt, valueKidCount, valueKidIndex } from './value-kids.ts';

/** What stands directly below a node: counted without being made, and made one by one. */
export function kidCount(node: OutlineNode): number {
  switch (node.type) {
    case 'section':
      return countRows(node.parts);
    case 'value':
      return valueKidCount(node);
    case 'span':
    case 'trace':
      return traceKidCount(node);
    case 'log':
      return countRows(logParts(node));
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
      return partKidAt(logParts(node), index);
    default:
      return undefined;
  }
}

/** Where the kid with a key stands, or -1. */
export function kidIndex(node: OutlineNode, key: string): number {
  switch (node.type) {
    case 'section':
      return partsKidIndex(node.parts, key);
    case 'value':
      return valueKidIndex(node, key);
    case 'span':
    case 'trace':
      return traceKidIndex(node, key);
    case 'log':
      return partsKidIndex(logParts(node), key);
    default:
      return -1;
  }
}

/** Cheap even where counting is not. */
export function isFoldable(node: OutlineNode): boolean {
  if (node.type === 'value')
    return isContainer(node.value) ? entryCount(node.value) > 0 : isLongText(node.value);
  if (node.type === 'log') return isLongText(node.log.message) || keysOf(node.log.attributes).length > 0;
  return node.type === 'span' ? hasTraceKids(node) : kidCount(node) > 0;
}

/** A node of new content that stands for an old one, with what the old one had been told to show. */
export function carryOver(old: OutlineNode, fresh: OutlineNode): OutlineNode {
  return old.type === 'span' && fresh.type === 'span' && old.hasFacts ? { ...fresh, hasFacts: true } : fresh;
}

const partsOfLogs = new WeakMap<LogNode, readonly Part[]>();

/** A long message whole, and the attributes; made once a node. */
function logParts(node: LogNode): readonly Part[] {
  const known = partsOfLogs.get(node);
  if (known) return known;
  const { log, reveal } = node;
  const parts: Part[] = [];
  if (isLongText(log.message)) parts.push(block('message', log.message, reveal));
  if (keysOf(log.attributes).length > 0) {
    const name = 'attributes';
    parts.push({ type: 'value', key: name, name, value: log.attributes, isSecret: false, reveal });
  }
  partsOfLogs.set(node, parts);
  return parts;
}

type FoldableKids = {
  readonly kids: readonly { readonly node: OutlineNode; readonly index: number }[];
  readonly looked: number;
  readonly isWhole: boolean;
};

/**
 * What can be unfolded directly below a node. Looks at no more than `most` members of payloads and traces.
 */
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
