import type { ErrorSummary } from '../run.ts';
import { failureFacts } from './failure-facts.ts';
import { isNamedBy, isNamedCode } from './failure-text.ts';
import type { MessagePiece } from './mask-message.ts';
import { classBefore, maskFacts, pieceFacts } from './signature.ts';

export type TemplatePiece = {
  readonly text: string;
  /** Of a part that differs from failure to failure: the name of its pattern, such as `path`. */
  readonly pattern?: string;
};

/** What is said of a failure that says nothing. */
export const noMessage = 'no message was recorded';

/** The message that failures of one group share: the parts that vary, and the values that name its cause. */
export function templatePieces(example: ErrorSummary, group = ''): readonly TemplatePiece[] {
  const facts = failureFacts(example.cause ?? example);
  const { template, values } = maskFacts(facts);
  const code = facts.code ?? example.code;
  const told = pieceFacts(facts)
    .map(piece => toPiece(piece, values, group))
    .filter(({ text }) => text !== '');
  const before = classBefore(template, facts.name);
  if (before === '' && template === '') return [{ text: code ?? noMessage }];
  const after =
    code !== undefined && !template.includes(code) && isNamedCode(group, values.length, code)
      ? [{ text: ` (${code})` }]
      : [];
  return [...(before === '' ? [] : [{ text: before }]), ...told, ...after];
}

/** The same as a line of text, with placeholders such as `<path>` for what varies. */
export function failureTemplate(example: ErrorSummary, group?: string): string {
  return templatePieces(example, group)
    .map(({ text }) => text)
    .join('')
    .trim();
}

function toPiece(
  { text, masked, place }: MessagePiece,
  values: readonly string[],
  group: string,
): TemplatePiece {
  const isNamed = place !== undefined && isNamedBy(group, place, values[place] ?? '');
  const shown = (isNamed ? text : masked).replace(/\s+/gu, ' ');
  return { text: shown, pattern: isNamed ? undefined : /^<([a-z]+)>$/u.exec(masked)?.[1] };
}
