import { hashText } from '../text/hash-text.ts';
import { type FailureFacts, isOfClient } from './failure-facts.ts';
import { statusOnly } from './http-status-lines.ts';
import { type MessagePiece, maskAll, maskMessage, messagePieces } from './mask-message.ts';
import { toSaid } from './said.ts';
import { isAnyClass } from './stack-frames.ts';
import { tellingLine } from './telling-line.ts';
import { failureCode } from './wordings.ts';

/**
 * Must be raised with every change of the rules that make a signature: databases then sign old failures anew
 * in the background, and old ids are followed to the new ones.
 */
export const signatureVersion = 4;

/** The first character of every id. Ids of a newer version are greater texts. */
export function versionSign(version: number): string {
  return version.toString(36);
}

/** What failures of one cause have in common. */
export type Signature = {
  /** Equal for failures of one place with the same masked message, or with the same decisive code. */
  readonly id: string;
  /** The values that may tell causes apart: see `MaskedMessage`. */
  readonly values: readonly string[];
  /**
   * Status, code, and path or class: they tell causes of the same words apart, and are missing where a
   * program passed on only the words.
   */
  readonly marks: readonly (string | undefined)[];
};

type SignedFailure = {
  readonly facts: FailureFacts;
  /** Given by the program: it replaces all rules. */
  readonly fingerprint?: string;
  /** The step that failed, else the workflow. */
  readonly place: string;
};

export function failureSignature({ facts, fingerprint, place }: SignedFailure): Signature {
  if (fingerprint !== undefined)
    return { id: idOf(place, 'fingerprint', fingerprint), values: [], marks: [] };
  const line = tellingLine(facts.message);
  const status = facts.status?.toString();
  const decisive = decisiveOf(facts, line);
  if (decisive) {
    const { kind, text } = decisive;
    const mark = kind === 'code' ? status : isOfClient(facts.code) ? undefined : facts.code;
    return { id: idOf(place, kind, text), values: [], marks: kind === 'constraint' ? [] : [mark] };
  }
  const { code } = failureCode(facts, line);
  const { template, values } = isDatum(line, facts) ? maskAll(line) : maskMessage(line);
  const words = countWords(template);
  const name = words.count < leastWords || isQualified(facts.name) ? tellingClass(facts.name) : '';
  const said = toSaid(template);
  return {
    id: words.hasLetters ? idOf(place, said) : idOf(place, said, name),
    values,
    marks: [status, code, facts.path ?? (code ? '' : name)],
  };
}

/** What names a cause whatever its words are: `23505 orders_pkey`, `ECONNREFUSED`, `503`. */
export type Decisive = { readonly kind: 'constraint' | 'code' | 'status'; readonly text: string };

export function decisiveOf(facts: FailureFacts, line = tellingLine(facts.message)): Decisive | undefined {
  const { code, constraint, isDecisive } = failureCode(facts, line);
  if (constraint !== undefined) return { kind: 'constraint', text: `${code} ${constraint}` };
  if (isDecisive && code !== undefined) return { kind: 'code', text: code };
  const status = statusOnly(line);
  return status === undefined ? undefined : { kind: 'status', text: status };
}

/** Whether a class has a package, as in Java, where no bundler renames classes. */
function isQualified(name = ''): boolean {
  return name.includes('.') && /^[a-z]/.test(name);
}

/** The masked message in parts: see `messagePieces`. */
export function pieceFacts(facts: FailureFacts): readonly MessagePiece[] {
  const line = tellingLine(facts.message);
  if (!isDatum(line, facts)) return messagePieces(line);
  const { template, values } = maskAll(line);
  return [{ text: line, masked: template, values }];
}

function isDatum(line: string, { name }: FailureFacts): boolean {
  return /\wException$/u.test(name ?? '') && /^[\p{L}\p{N}][\w$.-]*$/u.test(line);
}

function idOf(place: string, what: string, more?: string): string {
  const text = `${signatureVersion}\n${place}\n${what}`;
  const hash = hashText(more === undefined ? text : `${text}\n${more}`);
  return versionSign(signatureVersion) + hash.slice(1);
}

/** The class counts only where the message says little, because bundlers rename classes. */
const leastWords = 3;
const shortestClass = 4;

type Words = {
  /** Words of two letters or more, counted up to the number that matters. */
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
function tellingClass(name = ''): string {
  const last = name.split(/[.$]/u).at(-1) ?? '';
  return last.length < shortestClass || isAnyClass(last) ? '' : last;
}

/** The class of an error, shown before a message that says little. */
export function classBefore(template: string, name: string | undefined): string {
  const last = name?.split(/[.$]/u).at(-1) ?? '';
  if (countWords(template).count >= leastWords || last.length < shortestClass) return '';
  return template === '' ? last : `${last}: `;
}
