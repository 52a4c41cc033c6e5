import { hashText } from '../text/hash-text.ts';
import { isGenericClass } from './error-parts.ts';
import { type FailureFacts, isClientCode } from './failure-facts.ts';
import { statusOnly } from './http-status-lines.ts';
import { type MessagePiece, maskAll, maskMessage, messagePieces } from './mask-message.ts';
import { normalizeTemplate } from './normalize-template.ts';
import { tellingLine } from './telling-line.ts';
import { type FailureCode, failureCode } from './wordings.ts';

/** Raise it with every change of these rules: databases then sign old failures anew, and follow old ids. */
export const signatureVersion = 4;

/** The first character of every id; those of newer versions sort later. */
export function versionSign(version: number): string {
  return version.toString(36);
}

export type Signature = {
  /** Equal for failures of one place with the same masked message, or with the same decisive code. */
  readonly id: string;
  /** See `MaskedMessage`. */
  readonly values: readonly string[];
  /** Status, code, and path or class: they tell causes of the same words apart, where they were passed on. */
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
  const known = failureCode(facts, line);
  const decisive = decisiveIn(known, line);
  if (decisive) {
    const { kind, text } = decisive;
    const mark = kind === 'code' ? status : isClientCode(facts.code) ? undefined : facts.code;
    return { id: idOf(place, kind, text), values: [], marks: kind === 'constraint' ? [] : [mark] };
  }
  const { code } = known;
  const { template, values } = isDatum(line, facts) ? maskAll(line) : maskMessage(line);
  const words = countWords(template);
  const name = words.count < leastWords || isQualified(facts.name) ? tellingClass(facts.name) : '';
  const normalized = normalizeTemplate(template);
  return {
    id: words.hasLetters ? idOf(place, normalized) : idOf(place, normalized, name),
    values,
    marks: [status, code, facts.path ?? (code ? '' : name)],
  };
}

/** Names a cause whatever its words are: `23505 orders_pkey`, `ECONNREFUSED`, `503`. */
type Decisive = { readonly kind: 'constraint' | 'code' | 'status'; readonly text: string };

export function decisiveOf(facts: FailureFacts): Decisive | undefined {
  const line = tellingLine(facts.message);
  return decisiveIn(failureCode(facts, line), line);
}

function decisiveIn({ code, constraint, isDecisive }: FailureCode, line: string): Decisive | undefined {
  if (constraint !== undefined) return { kind: 'constraint', text: `${code} ${constraint}` };
  if (isDecisive && code !== undefined) return { kind: 'code', text: code };
  const status = statusOnly(line);
  return status === undefined ? undefined : { kind: 'status', text: status };
}

/** Whether a class has a package, as in Java, whose classes no bundler renames. */
function isQualified(name = ''): boolean {
  return name.includes('.') && /^[a-z]/.test(name);
}

export function pieceFacts(facts: FailureFacts): readonly MessagePiece[] {
  const line = tellingLine(facts.message);
  if (!isDatum(line, facts)) return messagePieces(line);
  const { template, values } = maskAll(line);
  return [{ text: line, masked: template, values }];
}

function isDatum(line: string, { name = '' }: FailureFacts): boolean {
  return name.endsWith('Exception') && /\wException$/u.test(name) && /^[\p{L}\p{N}][\w$.-]*$/u.test(line);
}

function idOf(place: string, what: string, more?: string): string {
  const text = `${signatureVersion}\n${place}\n${what}`;
  const hash = hashText(more === undefined ? text : `${text}\n${more}`);
  return versionSign(signatureVersion) + hash.slice(1);
}

/** Messages of fewer words are told apart by class too; bundlers rename classes. */
const leastWords = 3;
const shortestClass = 4;

type Words = {
  /** Words of two letters or more, counted only up to `leastWords`. */
  readonly count: number;
  /** False for a message that is only data, as that of Python's `KeyError`. */
  readonly hasLetters: boolean;
};

function countWords(template: string): Words {
  const text = template.includes('<') ? template.replace(/<[a-z]+>/gu, '') : template;
  let [count, length, hasLetters] = [0, 0, false];
  for (let at = 0; at < text.length && count < leastWords; at += 1) {
    const unit = text.charCodeAt(at);
    // Finding letters of Unicode takes far longer.
    if (unit > 0x7f) return countAnyWords(text);
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

/** The class without its package; empty for one that a bundler renamed, or that is generic. */
function tellingClass(name = ''): string {
  const last = name.split(/[.$]/u).at(-1) ?? '';
  return last.length < shortestClass || isGenericClass(last) ? '' : last;
}

/** The class to show before a message of few words. */
export function classBefore(template: string, name: string | undefined): string {
  const last = name?.split(/[.$]/u).at(-1) ?? '';
  if (countWords(template).count >= leastWords || last.length < shortestClass) return '';
  return template === '' ? last : `${last}: `;
}
