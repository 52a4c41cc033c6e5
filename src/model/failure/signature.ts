import type { FailureFacts } from './failure-facts.ts';
import { hashText } from './hash-text.ts';
import {
  type MaskedMessage,
  type MessagePiece,
  maskAll,
  maskMessage,
  messagePieces,
} from './mask-message.ts';
import { isAnyClass } from './stack-frames.ts';
import { tellingLine } from './telling-line.ts';

/**
 * Must be raised with every change of the rules that make a signature: databases then sign old failures anew
 * in the background, and old ids are followed to the new ones.
 */
export const signatureVersion = 3;

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
  const { code, isDecisive } = failureCode(facts);
  const status = facts.status?.toString();
  if (isDecisive && code !== undefined) return { id: idOf(place, 'code', code), values: [], marks: [status] };
  const { template, values } = maskFacts(facts);
  const words = countWords(template);
  const name = words.count < leastWords || isQualified(facts.name) ? tellingClass(facts.name) : '';
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

/** Whether a class has a package, as in Java, where no bundler renames classes. */
function isQualified(name = ''): boolean {
  return name.includes('.') && /^[a-z]/.test(name);
}

/** What the innermost cause says, with what varies masked. */
function maskFacts(facts: FailureFacts): MaskedMessage {
  const line = tellingLine(facts.message);
  return isDatum(line, facts) ? maskAll(line) : maskMessage(line);
}

/** The masked message in parts: see `messagePieces`. */
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

type FailureCode = {
  readonly code?: string;
  /** Whether the code alone names the cause, so that its words, which vary, do not count. */
  readonly isDecisive: boolean;
};

/** Connections and resources: each library says these in words of its own. */
const network = [
  ...['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EPIPE', 'EHOSTUNREACH'],
  ...['ENETUNREACH', 'EADDRINUSE', 'ENOSPC', 'EMFILE', 'ENFILE', 'ENOMEM', 'EDQUOT', 'DEADLINE_EXCEEDED'],
];
const certificates = [
  ...['CERT_HAS_EXPIRED', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN'],
  ...['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'UND_ERR_CONNECT_TIMEOUT'],
];
const decisive: ReadonlySet<string> = new Set([...network, ...certificates]);
const inText = new RegExp(String.raw`\b(?:${network.join('|')}|ENOENT|EACCES|EPERM|EEXIST)\b`, 'u');

/** Words for the same, of other languages and of programs that passed on only the words. */
const synonyms: readonly (readonly [RegExp, string])[] = [
  [/\bconnection refused\b/i, 'ECONNREFUSED'],
  [/\bconnection reset by peer\b|\bsocket hang up$/i, 'ECONNRESET'],
  [/\bname or service not known\b|\bunknown ?host(?:exception)?\b/i, 'ENOTFOUND'],
  [/\bno space left on device\b/i, 'ENOSPC'],
  [/\baddress already in use\b/i, 'EADDRINUSE'],
  [/\bself.signed certificate in certificate chain\b/i, 'SELF_SIGNED_CERT_IN_CHAIN'],
  [/\bself.signed certificate\b/i, 'DEPTH_ZERO_SELF_SIGNED_CERT'],
  [/\bcertificate has expired\b/i, 'CERT_HAS_EXPIRED'],
  [/\bunable to verify the first certificate\b/i, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  [/\bConnect Timeout Error\b/, 'UND_ERR_CONNECT_TIMEOUT'],
  [/\bdeadlock detected\b/i, '40P01'],
  [/\bcould not serialize access\b/i, '40001'],
  [/\bcanceling statement due to lock timeout\b/i, '55P03'],
  [/\bpassword authentication failed\b/i, '28P01'],
  [/\btoo many clients already\b|\bremaining connection slots\b/i, '53300'],
];

/** Fits a text that has any of them. With the flag `u` it would take sixty times as long. */
const anySynonym = new RegExp(synonyms.map(([words]) => `(?:${words.source})`).join('|'), 'i');

/** Connections, resources, conflicts of transactions, locks, refused logins: classes of SQLSTATE. */
const sqlState = /^(?:08|28|40|53|55)[\dA-Z]{3}$/u;

/** Programs also use the code for limits of their own. */
const ofConnection = /\b(?:connect|read|write) ETIMEDOUT\b/u;

function failureCode({ code, message, name }: FailureFacts): FailureCode {
  const found = inText.exec(message)?.[0] ?? synonymOf(`${name} ${message}`);
  const chosen = found !== undefined && !(code && isDecisiveCode(code)) ? found : code;
  const isLimit = chosen === 'ETIMEDOUT' && !ofConnection.test(message);
  return { code: chosen, isDecisive: chosen !== undefined && isDecisiveCode(chosen) && !isLimit };
}

function synonymOf(text: string): string | undefined {
  return anySynonym.test(text) ? synonyms.find(([words]) => words.test(text))?.[1] : undefined;
}

function isDecisiveCode(code: string): boolean {
  return decisive.has(code) || sqlState.test(code);
}
