import { memo } from '../../../model/memo.ts';
import { isSecretEntry } from '../../../model/payload/lazy/lazy-parts.ts';
import { LazyContainer } from '../../../model/payload/lazy/lazy-payload.ts';
import { LazyText } from '../../../model/payload/lazy/lazy-text.ts';
import { shapeOfMember } from '../../../model/report/run-json.ts';
import { isSecretMember } from '../../../model/text/secrets/secret-keys.ts';
import { mask } from '../../../model/text/secrets/secret-value.ts';
import type { RecordPart, ValueNode } from './outline-node.ts';
import { isMaskedWhole } from './shown-text.ts';
import { createTextLines, type TextLines } from './text-lines.ts';

export type Container = readonly unknown[] | Readonly<Record<string, unknown>> | LazyContainer;

/** The longest text on a single row, in UTF-16 units. */
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

/** Whether a text has to be unfolded to be shown whole. */
export function isLongText(value: unknown): value is string | LazyText {
  if (value instanceof LazyText) return true;
  return typeof value === 'string' && (value.length > longText || value.includes('\n'));
}

/** The displayed lines of a long text, cached by node. */
export const textLinesOf = memo((node: ValueNode): TextLines => {
  const text = isLongText(node.value) ? node.value : '';
  const lines = createTextLines(isMaskedWhole(node) ? mask : text, !node.reveal);
  return lines;
});

export function entryAt(node: ValueNode, container: Container, index: number): ValueNode | undefined {
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

export function entryIndex(value: Container, key: string): number {
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
