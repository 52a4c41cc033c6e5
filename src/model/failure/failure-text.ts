import { shortHash, shortHashChars } from '../text/hash-text.ts';
import type { Signature } from './signature.ts';

/**
 * A failure as stores keep it: the signature's id, which begins with the version of its rules, then hashes
 * of the values that may tell causes apart, and of the marks, joined by dots: `4k3x9f0a1b2.1f9ab.c.cd01f7.c`.
 */
export type FailureText = string;

const mostValues = 6;
/** In the id of a group: any value at this place. */
const anyValue = '-';
/** Begins the hash of a mark; alone where the failure has none. */
const markSign = 'c';

export function toFailureText({ id, values, marks }: Signature): FailureText {
  let text = id;
  for (const value of values.slice(0, mostValues)) text += `.${shortHash(value)}`;
  for (const mark of marks) text += mark ? `.${markSign}${shortHash(mark)}` : `.${markSign}`;
  return text;
}

/** Whether a hash is that of a mark, not of a value of the message. */
export function isMark(value: string): boolean {
  return value.length !== shortHashChars;
}

export function isEmptyMark(value: string): boolean {
  return value === markSign;
}

export function signatureOf(failure: FailureText): string {
  return failure.split('.', 1)[0] ?? '';
}

export function valuesOf(failure: FailureText): readonly string[] {
  return failure.split('.').slice(1);
}

/** The id of a failure's group, with the values at the places that name the cause, in order. */
export function failureId(failure: FailureText, naming: readonly number[]): string {
  const values = valuesOf(failure).slice(0, (naming.at(-1) ?? -1) + 1);
  const named = values.map((value, at) => (naming.includes(at) ? value : anyValue));
  return [signatureOf(failure), ...named].join('.');
}

/** The new id of a group after a newer version of the rules signed one of its failures. */
export function renamedGroup(id: string, failure: FailureText): string {
  const values = valuesOf(failure);
  const places = valuesOf(id).map(value => (isEmptyMark(value) ? -1 : values.indexOf(value)));
  return failureId(
    failure,
    places.filter(place => place >= 0).sort((a, b) => a - b),
  );
}

export function isNamedBy(id: string, place: number, value: string): boolean {
  return valuesOf(id)[place] === shortHash(value);
}

/** Whether a code names the cause of a group: its mark follows the values and the status. */
export function isNamedCode(id: string, values: number, code: string): boolean {
  return namedMark(id, values, 1) === markOf(code);
}

/** The hash of a mark in the id of a group; `undefined` where it names nothing. */
export function namedMark(id: string, values: number, at: number): string | undefined {
  const part = valuesOf(id)[Math.min(values, mostValues) + at];
  return part === undefined || part === anyValue || part === markSign ? undefined : part;
}

export function markOf(text: string): string {
  return markSign + shortHash(text);
}

export function isOfGroup(failure: FailureText, id: string): boolean {
  const parts = failure.split('.');
  return id.split('.').every((part, at) => part === anyValue || part === parts[at]);
}

/** Whether a prefix search alone finds the failures of a group. */
export function isWholePrefix(id: string): boolean {
  return prefixOfGroup(id) === id;
}

export function prefixOfGroup(id: string): string {
  const parts = id.split('.');
  const any = parts.indexOf(anyValue);
  return parts.slice(0, any < 0 ? undefined : any).join('.');
}

/** Whether one failure may belong to both groups: a vote splits and joins groups. */
export function areRelated(id: string, other: string): boolean {
  const parts = other.split('.');
  return id.split('.').every((part, at) => {
    const against = parts[at] ?? anyValue;
    return part === against || part === anyValue || against === anyValue;
  });
}
