import { describeMarker } from '../../../model/payload/describe-marker.ts';
import { formatCount } from '../../../model/text/formats.ts';
import { sanitizeLine } from '../../../model/text/sanitize.ts';
import type { ValueNode } from './outline-node.ts';
import { entryCount, isContainer, isLongText } from './payload-values.ts';
import { isMaskedWhole, shownStart, shownValue } from './shown-text.ts';

export type PayloadFormat = 'json' | 'yaml';

export type ValueKind = 'string' | 'number' | 'word' | 'summary';

/** A value on one row: its key with punctuation, and its text, both sanitised. */
export type ValueText = {
  readonly label: string;
  readonly text: string;
  readonly kind: ValueKind;
  /** The length of a text that is longer than its row. */
  readonly size?: string;
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
  return `${sanitizeLine(/^[\w$.@/-]+$/.test(key) ? key : JSON.stringify(key))}: `;
}

function bodyOf(node: ValueNode, format: PayloadFormat, isOpen: boolean): Omit<ValueText, 'label'> {
  const { value } = node;
  if (isContainer(value)) {
    const marker = isMaskedWhole(node) ? undefined : describeMarker(value, { reveal: node.reveal });
    if (marker !== undefined) return { text: marker, kind: 'word' };
    return { text: containerSummary(value), kind: 'summary' };
  }
  if (typeof value === 'string') {
    if (isOpen) return { text: format === 'yaml' ? '|' : longSummary(value), kind: 'summary' };
    const size = isLongText(value) ? longSummary(value) : undefined;
    return { text: stringText(node, value, format), kind: 'string', size };
  }
  const shown = shownValue(value, node);
  const text = Object.is(shown, -0) ? '-0' : sanitizeLine(String(shown));
  return { text, kind: typeof shown === 'number' ? 'number' : 'word' };
}

function containerSummary(value: object): string {
  const count = isContainer(value) ? entryCount(value) : 0;
  if (Array.isArray(value))
    return count === 0 ? '[]' : `[${formatCount(count)} ${count === 1 ? 'item' : 'items'}]`;
  return count === 0 ? '{}' : `{${formatCount(count)} ${count === 1 ? 'key' : 'keys'}}`;
}

function longSummary(value: string): string {
  return `${formatCount(value.length)} characters`;
}

function stringText(node: ValueNode, value: string, format: PayloadFormat): string {
  const isCut = value.length > previewUnits;
  const shown = shownStart(value, previewUnits, node);
  if (format === 'yaml' && isPlainYaml(shown)) return sanitizeLine(shown);
  const quoted = JSON.stringify(shown);
  return sanitizeLine(isCut ? `${quoted.slice(0, -1)}…"` : quoted);
}

/** Whether YAML parses the unquoted text as the same string. */
function isPlainYaml(text: string): boolean {
  return /^[A-Za-z_/][\w ./@+-]*(?<! )$/.test(text) && !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(text);
}
