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

/** The text for a failure without a message. */
export const noMessage = 'no message was recorded';

/**
 * The message that failures of one group share: the parts that vary, and the values that name its cause.
 * Secrets are masked first, because what is left of one between placeholders is not recognized any more.
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

/** The template as one line, with placeholders such as `<path>` for parts that vary. */
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
  let place = 0;
  return pieces.map(({ text, masked, values }) => {
    const isNamed = values.some((value, at) => isNamedBy(group, place + at, value));
    place += values.length;
    const shown = (isNamed ? text : masked).replace(/\s+/gu, ' ');
    return { text: shown, pattern: isNamed ? undefined : /^<([a-z]+)>$/u.exec(masked)?.[1] };
  });
}

/** The message that the failures of a group share, on one line. */
export type GroupMessage = {
  readonly text: string;
  /** The placeholders in it for parts that vary, such as `<path>`. */
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
