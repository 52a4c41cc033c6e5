import { memo } from '../../../model/memo.ts';
import { block, type LogNode, type OutlineNode, type Part } from './outline-node.ts';
import {
  countRows,
  entryCount,
  isContainer,
  isLongText,
  keysOf,
  partChildAt,
  partCount,
  partsChildIndex,
  valueChildAt,
  valueChildCount,
  valueChildIndex,
} from './payload-values.ts';
import {
  isStepFoldable,
  stepChildAt,
  stepChildCount,
  stepChildIndex,
  stepsChildAt,
  stepsChildCount,
  stepsChildIndex,
} from './steps-outline.ts';
import { hasTraceChildren, traceChildAt, traceChildCount, traceChildIndex } from './trace-outline.ts';

export function childCount(node: OutlineNode): number {
  switch (node.type) {
    case 'section':
      return countRows(node.parts);
    case 'value':
      return valueChildCount(node);
    case 'span':
    case 'series':
    case 'trace':
      return traceChildCount(node);
    case 'steps':
      return stepsChildCount(node);
    case 'step':
      return stepChildCount(node);
    case 'log':
      return countRows(logParts(node));
    default:
      return 0;
  }
}

export function childAt(node: OutlineNode, index: number): OutlineNode | undefined {
  switch (node.type) {
    case 'section':
      return partChildAt(node.parts, index);
    case 'value':
      return valueChildAt(node, index);
    case 'span':
    case 'series':
    case 'trace':
      return traceChildAt(node, index);
    case 'steps':
      return stepsChildAt(node, index);
    case 'step':
      return stepChildAt(node, index);
    case 'log':
      return partChildAt(logParts(node), index);
    default:
      return undefined;
  }
}

export function childIndex(node: OutlineNode, key: string): number {
  switch (node.type) {
    case 'section':
      return partsChildIndex(node.parts, key);
    case 'value':
      return valueChildIndex(node, key);
    case 'span':
    case 'series':
    case 'trace':
      return traceChildIndex(node, key);
    case 'steps':
      return stepsChildIndex(node, key);
    case 'step':
      return stepChildIndex(node, key);
    case 'log':
      return partsChildIndex(logParts(node), key);
    default:
      return -1;
  }
}

/** Whether a node has children; cheaper than counting them. */
export function isFoldable(node: OutlineNode): boolean {
  if (node.type === 'value')
    return isContainer(node.value) ? entryCount(node.value) > 0 : isLongText(node.value);
  if (node.type === 'log') return isLongText(node.log.message) || keysOf(node.log.attributes).length > 0;
  if (node.type === 'step') return isStepFoldable(node);
  return node.type === 'span' ? hasTraceChildren(node) : childCount(node) > 0;
}

/** The node that replaces an old one; a span keeps showing its attributes. */
export function carryOver(old: OutlineNode, fresh: OutlineNode): OutlineNode {
  return old.type === 'span' && fresh.type === 'span' && old.showsAttributes
    ? { ...fresh, showsAttributes: true }
    : fresh;
}

/** A long message and the attributes, cached by node. */
const logParts = memo((node: LogNode): readonly Part[] => {
  const { log, reveal } = node;
  const parts: Part[] = [];
  if (isLongText(log.message)) parts.push(block('message', log.message, reveal));
  if (keysOf(log.attributes).length > 0) {
    const name = 'attributes';
    parts.push({ type: 'value', key: name, name, value: log.attributes, isSecret: false, reveal });
  }
  return parts;
});

type FoldableChildren = {
  readonly children: readonly { readonly node: OutlineNode; readonly index: number }[];
  readonly looked: number;
  readonly isWhole: boolean;
};

/** The foldable children of a node; reads at most `most` members of payloads and traces. */
export function foldableChildren(node: OutlineNode, most: number): FoldableChildren {
  if (node.type !== 'section') return membersOf(node, 0, childCount(node), most);
  const children: FoldableChildren['children'][number][] = [];
  let looked = 0;
  let isWhole = true;
  let start = 0;
  for (const part of node.parts) {
    const count = partCount(part);
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
