import { isAnyClass } from './any-class.ts';
import { failureCode } from './failure-code.ts';
import type { FailureFacts } from './failure-facts.ts';
import { hashText } from './hash-text.ts';
import { type MaskedMessage, maskAll, maskMessage } from './mask-message.ts';
import { tellingLine } from './telling-line.ts';

/** Part of every signature: a change of the rules that make it must change it. */
export const signatureVersion = 2;

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
  const name = countsClass(template) ? classOf(facts.name) : '';
  return {
    id: idOf(place, ...(saysNothing(template) ? [template, name] : [template])),
    values,
    marks: [status, code, facts.path ?? (code ? '' : name)],
  };
}

/** What the innermost cause says, with what varies masked. */
export function maskFacts({ name, message }: FailureFacts): MaskedMessage {
  const line = tellingLine(message);
  const isDatum = /^[\p{L}\p{N}][\w$.-]*$/u.test(line) && /\wException$/u.test(name ?? '');
  return isDatum ? maskAll(line) : maskMessage(line);
}

function idOf(...parts: readonly string[]): string {
  return hashText([signatureVersion, ...parts].join('\n'));
}

/** Whether a message is only data, as that of Python's `KeyError`. */
function saysNothing(template: string): boolean {
  return !/\p{L}/u.test(template.replace(/<[a-z]+>/gu, ''));
}

const leastWords = 3;
const shortestClass = 4;

/** The class counts only where the message says little, because bundlers rename classes. */
function countsClass(template: string): boolean {
  const text = template.replace(/<[a-z]+>/gu, '');
  // Unicode's letters take far longer to find.
  const words = /[^\0-\x7f]/u.test(text) ? text.match(/\p{L}{2,}/gu) : text.match(/[A-Za-z]{2,}/g);
  return (words?.length ?? 0) < leastWords;
}

/** The class of an error, without its package; empty for one that a bundler renamed, or that says nothing. */
function classOf(name = ''): string {
  const last = name.split(/[.$]/u).at(-1) ?? '';
  return last.length < shortestClass || isAnyClass(last) ? '' : last;
}

/** What is shown before a message that says little: its class. */
export function classBefore(template: string, name: string | undefined): string {
  const last = name?.split(/[.$]/u).at(-1) ?? '';
  if (!countsClass(template) || last.length < shortestClass) return '';
  return template === '' ? last : `${last}: `;
}
