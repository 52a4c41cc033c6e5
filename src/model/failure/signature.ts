import { isAnyClass } from './any-class.ts';
import { failureCode } from './failure-code.ts';
import type { FailureFacts } from './failure-facts.ts';
import { hashText } from './hash-text.ts';
import {
  type MaskedMessage,
  type MessagePiece,
  maskAll,
  maskMessage,
  messagePieces,
} from './mask-message.ts';
import { tellingLine } from './telling-line.ts';

/** Part of every signature: a change of the rules that make it must change it. */
const signatureVersion = 3;

/** What failures of one cause have in common. */
export type Signature = {
  /** The same for failures of one place with the same masked message, or the same code where that decides. */
  readonly id: string;
  /** What stood at the places that may tell causes apart: see `MaskedMessage`. */
  readonly values: readonly string[];
  /**
   * Status, code, and path or class: they tell causes of the same words apart, and are missing where a
   * program passed on only the words.
   */
  readonly marks: readonly (string | undefined)[];
};

export type SignedFailure = {
  readonly facts: FailureFacts;
  /** Given by the program: it replaces all rules. */
  readonly fingerprint?: string;
  /** The step that failed, else the workflow. */
  readonly place: string;
};

export function failureSignature({ facts, fingerprint, place }: SignedFailure): Signature {
  if (fingerprint !== undefined)
    return { id: idOf(place, 'fingerprint', fingerprint), values: [], marks: [] };
  const { code, isDecisive } = failureCode(facts);
  const status = facts.status?.toString();
  if (isDecisive && code !== undefined) return { id: idOf(place, 'code', code), values: [], marks: [status] };
  const { template, values } = maskFacts(facts);
  const words = countWords(template);
  const name = words.count < leastWords || isQualified(facts.name) ? classOf(facts.name) : '';
  const said = toSaid(template);
  return {
    id: words.hasLetters ? idOf(place, said) : idOf(place, said, name),
    values,
    marks: [status, code, facts.path ?? (code ? '' : name)],
  };
}

/**
 * One placeholder for all kinds of hosts and one for all ids: which one stands there is no part of the cause.
 */
function toSaid(template: string): string {
  if (!template.includes('<')) return template;
  return template.replace(/<(?:address|hex|uuid)>/gu, kind => (kind === '<address>' ? '<host>' : '<id>'));
}

/** As in Java, whose classes no bundler renames. */
function isQualified(name = ''): boolean {
  return name.includes('.') && /^[a-z]/.test(name);
}

/** What the innermost cause says, with what varies masked. */
function maskFacts(facts: FailureFacts): MaskedMessage {
  const line = tellingLine(facts.message);
  return isDatum(line, facts) ? maskAll(line) : maskMessage(line);
}

/** The same in parts. */
export function pieceFacts(facts: FailureFacts): readonly MessagePiece[] {
  const line = tellingLine(facts.message);
  if (!isDatum(line, facts)) return messagePieces(line);
  const { template, values } = maskAll(line);
  return [{ text: line, masked: template, value: values[0] }];
}

function isDatum(line: string, { name }: FailureFacts): boolean {
  return /\wException$/u.test(name ?? '') && /^[\p{L}\p{N}][\w$.-]*$/u.test(line);
}

function idOf(place: string, what: string, more?: string): string {
  const text = `${signatureVersion}\n${place}\n${what}`;
  return hashText(more === undefined ? text : `${text}\n${more}`);
}

/** The class counts only where the message says little, because bundlers rename classes. */
const leastWords = 3;
const shortestClass = 4;

type Words = {
  /** Of two letters or more: at most as many as matter. */
  readonly count: number;
  /** Nothing has letters in a message that is only data, as that of Python's `KeyError`. */
  readonly hasLetters: boolean;
};

/** The words of a template, without its placeholders. */
function countWords(template: string): Words {
  const text = template.includes('<') ? template.replace(/<[a-z]+>/gu, '') : template;
  let [count, length, hasLetters] = [0, 0, false];
  for (let at = 0; at < text.length && count < leastWords; at += 1) {
    const unit = text.charCodeAt(at);
    // Unicode's letters take far longer to find.
    if (unit > 0x7f) return countAnyWords(text);
    // As a lower-case letter.
    const isLetter = (unit | 0x20) >= 0x61 && (unit | 0x20) <= 0x7a;
    length = isLetter ? length + 1 : 0;
    hasLetters ||= isLetter;
    if (length === 2) count += 1;
  }
  return { count, hasLetters };
}

function countAnyWords(text: string): Words {
  return { count: text.match(/\p{L}{2,}/gu)?.length ?? 0, hasLetters: /\p{L}/u.test(text) };
}

/** The class of an error, without its package; empty for one that a bundler renamed, or that says nothing. */
function classOf(name = ''): string {
  const last = name.split(/[.$]/u).at(-1) ?? '';
  return last.length < shortestClass || isAnyClass(last) ? '' : last;
}

/** What is shown before a message that says little: its class. */
export function classBefore(template: string, name: string | undefined): string {
  const last = name?.split(/[.$]/u).at(-1) ?? '';
  if (countWords(template).count >= leastWords || last.length < shortestClass) return '';
  return template === '' ? last : `${last}: `;
}
