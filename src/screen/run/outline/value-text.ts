import { describeMarker } from '../../../model/payload/describe-marker.ts';
import { isText } from '../../../model/payload/lazy/lazy-text.ts';
import { yamlBlockHeader, yamlName, yamlText, yamlWord } from '../../../model/payload/yaml-scalar.ts';
import type { ReadableText } from '../../../model/text/cut-text.ts';
import { countOf, formatDuration, toIsoTime } from '../../../model/text/formats.ts';
import { sanitizeLine } from '../../../model/text/sanitize.ts';
import type { ValueNode } from './outline-node.ts';
import { type Container, entryCount, isContainer, isList, isLongText } from './payload-values.ts';
import { isMaskedWhole, shownStart, shownValue } from './text-lines.ts';

export type PayloadFormat = 'json' | 'yaml';

export type ValueKind = 'string' | 'number' | 'word' | 'summary';

/** A value on one row, sanitised. */
type ValueText = {
  readonly label: string;
  readonly text: string;
  readonly kind: ValueKind;
  /** The length of a long text, or the offset of a time. */
  readonly aside?: string;
};

const previewUnits = 1000;
const keyUnits = 200;

export function valueText(node: ValueNode, format: PayloadFormat, isOpen: boolean): ValueText {
  return { label: labelOf(node, format), ...bodyOf(node, format, isOpen) };
}

function labelOf({ name, reveal }: ValueNode, format: PayloadFormat): string {
  if (name === undefined) return '';
  if (typeof name === 'number') return format === 'yaml' ? '- ' : `${name}: `;
  const shown = shownStart(name, keyUnits, { reveal });
  const key = name.length > keyUnits ? `${shown}…` : shown;
  return `${sanitizeLine(format === 'yaml' ? yamlName(key) : jsonName(key))}: `;
}

function jsonName(key: string): string {
  return /^[\w$.@/-]+$/.test(key) ? key : JSON.stringify(key);
}

/** In YAML, what is not part of the value is a comment. */
function bodyOf(node: ValueNode, format: PayloadFormat, isOpen: boolean): Omit<ValueText, 'label'> {
  const { value } = node;
  const comment = format === 'yaml' ? '# ' : '';
  if (isContainer(value)) {
    const marker = isMaskedWhole(node) ? undefined : describeMarker(value, { reveal: node.reveal });
    if (marker !== undefined) return { text: comment + marker, kind: 'word' };
    const isBlock = format === 'yaml' && isOpen && entryCount(value) > 0;
    return { text: isBlock ? '' : containerSummary(value, format), kind: 'summary' };
  }
  if (isText(value)) {
    const length = countOf(value.length, 'character');
    if (isOpen) return { text: format === 'yaml' ? blockHeader(value) : length, kind: 'summary' };
    const aside = isLongText(value) ? comment + length : undefined;
    return { text: stringText(node, value, format), kind: 'string', aside };
  }
  if (node.record?.shape === 'time' && typeof value === 'number')
    return timeText(value, node.record.startAt, format);
  const shown = shownValue(value, node);
  return {
    text: sanitizeLine(scalarText(shown, format)),
    kind: typeof shown === 'number' ? 'number' : 'word',
  };
}

function timeText(at: number, startAt: number, format: PayloadFormat): Omit<ValueText, 'label'> {
  const iso = toIsoTime(at);
  const text = format === 'yaml' ? yamlText(iso) : JSON.stringify(iso);
  const apart = at === startAt ? '0ms' : formatDuration(Math.abs(at - startAt));
  const offset = (at < startAt ? '-' : '+') + apart;
  return { text, kind: 'string', aside: format === 'yaml' ? `# ${offset}` : `(${offset})` };
}

function scalarText(value: unknown, format: PayloadFormat): string {
  if (format === 'yaml') return typeof value === 'string' ? yamlText(value) : yamlWord(value);
  return Object.is(value, -0) ? '-0' : String(value);
}

function containerSummary(value: Container, format: PayloadFormat): string {
  const count = entryCount(value);
  if (count === 0) return isList(value) ? '[]' : '{}';
  const words = countOf(count, isList(value) ? 'item' : 'key');
  if (format === 'yaml') return `# ${words}`;
  return isList(value) ? `[${words}]` : `{${words}}`;
}

/** The first and last characters of a text decide its header. */
function blockHeader(text: ReadableText): string {
  return yamlBlockHeader(text.slice(0, 2) + text.slice(Math.max(2, text.length - 2)));
}

function stringText(node: ValueNode, value: ReadableText, format: PayloadFormat): string {
  const isCut = value.length > previewUnits;
  const shown = shownStart(value, previewUnits, node);
  const written = format === 'yaml' ? yamlText(shown) : JSON.stringify(shown);
  const quote = /["']$/.exec(written)?.[0] ?? '';
  return sanitizeLine(isCut ? `${written.slice(0, written.length - quote.length)}…${quote}` : written);
}
