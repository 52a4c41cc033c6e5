import type { ErrorSummary } from '../run.ts';
import { maskText } from '../text/redact.ts';
import { safeLine } from '../text/safe-text.ts';
import type { FailureGroup } from './failure-groups.ts';
import { isNamedBy, isNamedCode } from './failure-text.ts';
import { joinPieces, type MessagePiece } from './mask-message.ts';
import { classBefore, pieceFacts } from './signature.ts';
import { factsOfRow } from './summarize-failure.ts';

type TemplatePiece = {
  readonly text: string;
  /** The name of the pattern that a varying part matches, such as `path`. */
  readonly pattern?: string;
};

export const noMessage = 'no message was recorded';

/**
 * The shared message of a group: the parts that vary, and the values that name its cause.
 * Secrets are masked first, because a fragment between placeholders would not be recognized.
 */
export function templatePieces(recorded: ErrorSummary, group = ''): readonly TemplatePiece[] {
  const example = withoutSecrets(recorded);
  const facts = factsOfRow(example);
  const pieces = pieceFacts(facts);
  const { template, values } = joinPieces(pieces);
  const { code } = facts;
  const told = toTemplatePieces(pieces, group).filter(({ text }) => text !== '');
  const before = classBefore(template, facts.name);
  if (before === '' && template === '') return [{ text: code ?? noMessage }];
  const after =
    code !== undefined && !template.includes(code) && isNamedCode(group, values.length, code)
      ? [{ text: ` (${code})` }]
      : [];
  return [...(before === '' ? [] : [{ text: before }]), ...told, ...after];
}

/** On one line, with placeholders such as `<path>`. */
export function failureTemplate(example: ErrorSummary, group?: string): string {
  return templatePieces(example, group)
    .map(({ text }) => text)
    .join('')
    .trim();
}

function withoutSecrets(error: ErrorSummary): ErrorSummary {
  const { cause } = error;
  return { ...error, ...maskNamed(error), code: maskText(error.code), cause: cause && maskNamed(cause) };
}

function maskNamed({ name, message }: Pick<ErrorSummary, 'name' | 'message'>) {
  return { name: maskText(name), message: maskText(message) };
}

function toTemplatePieces(pieces: readonly MessagePiece[], group: string): readonly TemplatePiece[] {
  return markNaming(pieces, group).map(({ text, masked, isNaming }) => ({
    text: (isNaming ? text : masked).replace(/\s+/gu, ' '),
    pattern: isNaming ? undefined : /^<([a-z]+)>$/u.exec(masked)?.[1],
  }));
}

export function markNaming(pieces: readonly MessagePiece[], group: string) {
  let place = 0;
  return pieces.map(piece => {
    const { values } = piece;
    const isNaming = values.some((value, at) => isNamedBy(group, place + at, value));
    place += values.length;
    return { ...piece, isNaming };
  });
}

export type GroupMessage = {
  readonly text: string;
  readonly placeholders: ReadonlySet<string>;
};

const longestMessage = 500;
/** A frame asks for each message several times, and groups that are read again say the same. */
const remembered = new Map<string, GroupMessage>();
const mostRemembered = 500;

export function groupMessage({ id, example }: Pick<FailureGroup, 'id' | 'example'>): GroupMessage {
  const key = JSON.stringify([id, example]);
  const known = remembered.get(key);
  if (known) return known;
  const pieces = templatePieces(example, id);
  const line = safeLine(pieces.map(({ text }) => text).join(''), { maxLength: longestMessage }).trim();
  const message = {
    text: line || noMessage,
    placeholders: new Set(pieces.flatMap(({ text, pattern }) => (pattern === undefined ? [] : [text]))),
  };
  if (remembered.size >= mostRemembered) remembered.clear();
  remembered.set(key, message);
  return message;
}
