import { sanitizeLine, sanitizeLines } from '../../model/text/sanitize.ts';
import type { OutlineNode } from './outline-node.ts';
import { isLongText } from './payload.ts';
import { shownText } from './shown-text.ts';
import { lineAt } from './text-lines.ts';
import { type PayloadFormat, valueWords } from './value-words.ts';

/** What a row says, as a search reads it: masked and sanitised like the row itself. */
export function searchText(node: OutlineNode, format: PayloadFormat): string {
  switch (node.type) {
    case 'section':
      return sanitizeLine(`${node.title} ${node.note ?? ''}`);
    case 'value': {
      const { label, text } = valueWords(node, format, false);
      // The lines of a long text are rows of their own.
      return isLongText(node.value) ? label : label + text;
    }
    case 'line':
      return lineText(node);
    case 'field':
      return sanitizeLine(node.value.type === 'text' ? `${node.label} ${node.value.text}` : node.label);
    case 'usage':
      return sanitizeLine(node.item.name);
    case 'activity':
      return sanitizeLine(node.step.name);
    case 'cancel':
      return sanitizeLine(`cancel requested ${node.cancel.by ?? ''} ${node.cancel.outcome ?? ''}`);
    case 'span':
      return sanitizeLine(shownText(node.span.name, node));
    case 'log':
      return sanitizeLine(`${node.log.level} ${shownText(node.log.message, node)}`);
    case 'trace':
      return '';
  }
}

export function lineText(node: Extract<OutlineNode, { readonly type: 'line' }>): string {
  return sanitizeLines(lineAt(node.lines, node.index)).join(' ');
}
