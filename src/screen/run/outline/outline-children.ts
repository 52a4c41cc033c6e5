import { memo } from '../../../model/memo.ts';
import {
  block,
  type Children,
  type LogNode,
  noChildren,
  type OutlineNode,
  type Part,
  payloadNode,
} from './outline-node.ts';
import {
  entryCount,
  isContainer,
  isLongText,
  keysOf,
  partChildren,
  partsChildren,
  valueChildren,
} from './payload-values.ts';
import { isStepFoldable, stepChildren, stepsChildren } from './steps-outline.ts';
import { hasTraceChildren, traceChildren } from './trace-outline.ts';

function childrenOf(node: OutlineNode): Children {
  switch (node.type) {
    case 'section':
      return partsChildren(node.parts);
    case 'value':
      return valueChildren(node);
    case 'span':
    case 'series':
    case 'trace':
      return traceChildren(node);
    case 'steps':
      return stepsChildren(node);
    case 'step':
      return stepChildren(node);
    case 'log':
      return partsChildren(logParts(node));
    default:
      return noChildren;
  }
}

export function childCount(node: OutlineNode): number {
  return childrenOf(node).count();
}

export function childAt(node: OutlineNode, index: number): OutlineNode | undefined {
  return childrenOf(node).at(index);
}

export function childIndex(node: OutlineNode, key: string): number {
  return childrenOf(node).indexOf(key);
}

/** Whether a node has children; cheaper than counting them. */
export function isFoldable(node: OutlineNode): boolean {
  if (node.type === 'value')
    return isContainer(node.value) ? entryCount(node.value) > 0 : isLongText(node.value);
  if (node.type === 'log') return isLongText(node.log.message) || keysOf(node.log.attributes).length > 0;
  if (node.type === 'step') return isStepFoldable(node);
  return node.type === 'span' ? hasTraceChildren(node) : childCount(node) > 0;
}

export function carryOver(old: OutlineNode, fresh: OutlineNode): OutlineNode {
  return old.type === 'span' && fresh.type === 'span' && old.showsAttributes
    ? { ...fresh, showsAttributes: true }
    : fresh;
}

const logParts = memo(({ log: { message, attributes }, reveal }: LogNode): readonly Part[] => {
  const parts: Part[] = [];
  if (isLongText(message)) parts.push(block('message', message, reveal));
  if (keysOf(attributes).length > 0) parts.push(payloadNode('attributes', 'attributes', attributes, reveal));
  return parts;
});

type FoldableChildren = {
  readonly children: readonly { readonly node: OutlineNode; readonly index: number }[];
  readonly looked: number;
  readonly isWhole: boolean;
};

export function foldableChildren(node: OutlineNode, most: number): FoldableChildren {
  if (node.type !== 'section') return membersOf(node, 0, childCount(node), most);
  const children: FoldableChildren['children'][number][] = [];
  let looked = 0;
  let isWhole = true;
  let start = 0;
  for (const part of node.parts) {
    const count = partChildren(part).count();
    if (part.type === 'entries') {
      const members = membersOf(part.node, start, childCount(part.node), most - looked);
      children.push(...members.children);
      looked += members.looked;
      isWhole &&= members.isWhole;
    } else if (part.type !== 'block' && isFoldable(part)) children.push({ node: part, index: start });
    start += count;
  }
  return { children, looked, isWhole };
}

function membersOf(node: OutlineNode, start: number, count: number, most: number): FoldableChildren {
  const isText = node.type === 'value' && !isContainer(node.value);
  const looked = isText ? 0 : Math.max(0, Math.min(count, most));
  const children: FoldableChildren['children'][number][] = [];
  for (let index = 0; index < looked; index += 1) {
    const child = childAt(node, index);
    if (child && isFoldable(child)) children.push({ node: child, index: start + index });
  }
  return { children, looked, isWhole: isText || looked === count };
}
