import { countOf } from '../../../model/text/formats.ts';
import type { Tone } from '../../paint/phrases.ts';
import type { Part, RecordPart, SectionNode, ValueNode } from './outline-node.ts';
import { createTextLines } from './text-lines.ts';

type BlockPart = Extract<Part, { readonly type: 'block' }>;

type SectionOptions = Partial<Omit<SectionNode, 'type' | 'key' | 'title' | 'parts'>>;

export function section(
  key: string,
  title: string,
  parts: readonly Part[],
  options: SectionOptions = {},
): SectionNode {
  return {
    type: 'section',
    key,
    title,
    parts,
    titleWidth: 0,
    tone: 'strong',
    isOpenAtFirst: true,
    ...options,
  };
}

export function block(key: string, text: string, reveal: boolean, tone: Tone = 'plain'): BlockPart {
  const lines = createTextLines(text, !reveal);
  return { type: 'block', key, lines, tone, content: { type: 'text', text } };
}

export function entries(value: unknown, reveal: boolean, record?: RecordPart): Part {
  return { type: 'entries', node: { ...payloadNode('', undefined, value, reveal), record } };
}

export function payloadNode(
  key: string,
  name: string | undefined,
  value: unknown,
  reveal: boolean,
): ValueNode {
  return { type: 'value', key, name, value, isSecret: false, reveal };
}

/** A folded text with its number of lines as the note. */
export function foldedText(key: string, title: string, text: string, reveal: boolean): SectionNode {
  const part = block('text', text, reveal, 'dim');
  return section(key, title, [part], {
    note: `(${countOf(part.lines.count, 'line')})`,
    tone: 'plain',
    isOpenAtFirst: false,
    pathName: key,
    content: { type: 'text', text },
  });
}
