import { usageWords } from '../../../model/report/usage-words.ts';
import { formatTime } from '../../../model/text/formats.ts';
import { safeLine } from '../../../model/text/safe-text.ts';
import { sanitizeLines } from '../../../model/text/sanitize.ts';
import { seriesFacts, seriesTitle } from '../../trace/series-facts.ts';
import { spanWords } from '../../trace/span-details.ts';
import { type FieldNode, longestField, type OutlineNode, type ValueNode } from '../outline/outline-node.ts';
import { isLongText, longText } from '../outline/payload-values.ts';
import { stepHeading } from '../outline/step-parts.ts';
import { stepsTitle } from '../outline/steps-outline.ts';
import { lineAt } from '../outline/text-lines.ts';
import { type PayloadFormat, valueText } from '../outline/value-text.ts';

export type SearchedLook = { readonly format: PayloadFormat; readonly reveal: boolean };

/** The searched text of a row, masked and sanitised like the row itself. */
export function searchText(node: OutlineNode, { format, reveal }: SearchedLook): string {
  const shown = (text: string) => safeLine(text, { reveal });
  switch (node.type) {
    case 'section':
      return shown([node.title, node.note, node.tail].filter(Boolean).join(' '));
    case 'steps':
      return searchText(stepsTitle(node), { format, reveal });
    case 'step':
      return searchText(stepHeading(node), { format, reveal });
    case 'value': {
      const { label, text } = valueText(node, format, false);
      // The lines of a long text are rows of their own.
      return isLongText(node.value) ? label : label + text;
    }
    case 'line':
      return lineText(node);
    case 'field':
      return fieldText(node, reveal);
    case 'usage':
      return shown(usageWords(node.item));
    case 'run-link':
      return shown(`${node.words} ${node.id} ${node.tail}`);
    case 'activity':
      return shown(node.step.name);
    case 'cancel':
      return shown(`cancel requested ${node.cancel.by ?? ''} ${node.cancel.outcome ?? ''}`);
    case 'span':
      return safeLine(node.span.name, { maxLength: 300, reveal });
    case 'series':
      return seriesTitle(seriesFacts(node), reveal);
    case 'log':
      return shown(`${node.log.level} ${safeLine(node.log.message, { maxLength: 1000, reveal })}`);
    case 'trace':
      return '';
  }
}

/** A duration or an age changes while it is looked at: neither is searched. */
function fieldText({ label, value }: FieldNode, reveal: boolean): string {
  switch (value.type) {
    case 'text':
      return `${label} ${safeLine(value.text, { maxLength: longestField, reveal })}`;
    case 'time':
      return `${label} ${formatTime(value.at)}`;
    case 'status':
      return `${label} ${safeLine(value.label, { reveal })}`;
    case 'span':
      return `${label} ${safeLine(spanWords(value), { maxLength: longestField, reveal })}`;
    case 'absent':
      return `${label} ${value.word}`;
    default:
      return label;
  }
}

/** How often a row contains `needle`, a lower-case text. */
export function countHits(node: OutlineNode, needle: string, look: SearchedLook): number {
  if (node.type === 'value' && cannotMatch(node, needle)) return 0;
  return occurrences(searchText(node, look).toLowerCase(), needle);
}

/** How often a text contains a `needle` that is not empty, without overlaps. */
export function occurrences(text: string, needle: string): number {
  let count = 0;
  for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + needle.length)) count += 1;
  return count;
}

const wordsOnly = /^[^"'\\•:{}[\]]+$/;
const plainText = /^[\x20-\x7e]*$/;

/** Rules out most rows without building their text: plain text is shown unchanged. */
function cannotMatch({ name, value }: ValueNode, needle: string): boolean {
  if (typeof value !== 'string' || value.length > longText) return false;
  if (!wordsOnly.test(needle) || !plainText.test(value)) return false;
  return !value.toLowerCase().includes(needle) && !`${name ?? ''}`.toLowerCase().includes(needle);
}

export function lineText(node: Extract<OutlineNode, { readonly type: 'line' }>): string {
  return sanitizeLines(lineAt(node.lines, node.index)).join(' ');
}
