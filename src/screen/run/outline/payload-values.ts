import { memo } from '../../../model/memo.ts';
import { isSecretEntry } from '../../../model/payload/lazy/lazy-parts.ts';
import { LazyContainer } from '../../../model/payload/lazy/lazy-payload.ts';
import { LazyText } from '../../../model/payload/lazy/lazy-text.ts';
import { lastNotAbove } from '../../../model/payload/lazy/places.ts';
import type { CopyContent } from '../../../model/report/render-copy.ts';
import { shapeOfMember } from '../../../model/report/run-json.ts';
import { isSecretMember } from '../../../model/text/secrets/secret-keys.ts';
import { mask } from '../../../model/text/secrets/secret-value.ts';
import type { Tone } from '../../paint/phrases.ts';
import {
  type Children,
  listChildren,
  noChildren,
  type Part,
  type RecordPart,
  type ValueNode,
} from './outline-node.ts';
import { createTextLines, isMaskedWhole, type TextLines } from './text-lines.ts';

export type Container = readonly unknown[] | Readonly<Record<string, unknown>> | LazyContainer;

const longText = 160;

export function isContainer(value: unknown): value is Container {
  return typeof value === 'object' && value !== null && !(value instanceof LazyText);
}

/** Only runlens's own objects, which are small, have `undefined` members; larger ones are not searched. */
const mostKeysRead = 100;

export const keysOf = memo((value: object): readonly string[] => {
  const keys = Object.keys(value);
  return keys.length > mostKeysRead ? keys : keys.filter(key => Reflect.get(value, key) !== undefined);
});

export function entryCount(value: Container): number {
  if (value instanceof LazyContainer) return value.size;
  return isArray(value) ? value.length : keysOf(value).length;
}

export function isLongText(value: unknown): value is string | LazyText {
  if (value instanceof LazyText) return true;
  return typeof value === 'string' && (value.length > longText || value.includes('\n'));
}

const textLinesOf = memo((node: ValueNode): TextLines => {
  const text = isLongText(node.value) ? node.value : '';
  return createTextLines(isMaskedWhole(node) ? mask : text, !node.reveal);
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
  const record = memberRecord(node, member);
  // A payload's keys may be any text: the prefix tells them from keys of the outline.
  return { type: 'value', key: `.${member}`, name, value, isSecret, reveal: node.reveal, record };
}

function memberRecord({ record }: ValueNode, member: string): RecordPart | undefined {
  const shape = record && shapeOfMember(record.shape, member);
  return shape && { ...record, shape };
}

function keyOf(container: Container, index: number): string | undefined {
  return container instanceof LazyContainer ? container.keyAt(index) : keysOf(container)[index];
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

export const partsChildren = memo((parts: readonly Part[]): Children => {
  const children = parts.map(partChildren);
  let count = 0;
  const starts = children.map(one => {
    const start = count;
    count += one.count();
    return start;
  });
  return {
    count: () => count,
    at: index => {
      const part = lastNotAbove(starts, index);
      return children[part]?.at(index - (starts[part] ?? 0));
    },
    indexOf: key => {
      for (const [part, one] of children.entries()) {
        const index = one.indexOf(key);
        if (index >= 0) return index + (starts[part] ?? 0);
      }
      return -1;
    },
  };
});

export function partChildren(part: Part): Children {
  if (part.type === 'block') return lineChildren(part.lines, part.tone, part.content, `${part.key}:`);
  if (part.type !== 'entries') return listChildren([part]);
  const entries = valueChildren(part.node);
  return entries.count() === 0 ? listChildren([part.node]) : entries;
}

export function valueChildren(node: ValueNode): Children {
  const { value, name, isSecret } = node;
  if (isContainer(value)) {
    return {
      count: () => entryCount(value),
      at: index => entryAt(node, value, index),
      indexOf: key => entryIndex(value, key),
    };
  }
  if (!isLongText(value)) return noChildren;
  const key = typeof name === 'string' ? name : undefined;
  return lineChildren(textLinesOf(node), 'plain', { type: 'text', text: value, key, isSecret });
}

function lineChildren(lines: TextLines, tone: Tone, content: CopyContent, prefix = ''): Children {
  return {
    count: () => lines.count,
    at: index =>
      index < 0 || index >= lines.count
        ? undefined
        : { type: 'line', key: `${prefix}${index}`, lines, index, tone, content },
    indexOf: key => (key.startsWith(prefix) ? Number(key.slice(prefix.length)) : -1),
  };
}
