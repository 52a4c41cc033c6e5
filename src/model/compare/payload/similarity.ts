import { LazyContainer } from '../../payload/lazy/lazy-payload.ts';
import type { ReadableText } from '../../text/readable-text.ts';
import type { Hasher } from './hash-values.ts';
import { kindOf, type ValueKind } from './value-kind.ts';

/** What an item of a list is compared by to find the one that it became. */
export type Profile = {
  readonly kind: ValueKind;
  /** The start and the end of a text. */
  readonly text: string;
  /** The hashes of the members of an object, or of the first items of a list. */
  readonly members: ReadonlyMap<string | number, number>;
};

const unitsAtEnds = 128;
const mostMembers = 64;
/** Of two objects that have only the names of their members in common. */
const ofNames = 0.1;

export function* profileOf(value: unknown, hasher: Hasher): Generator<undefined, Profile> {
  const kind = kindOf(value);
  if (kind === 'text') return { kind, text: endsOf(value as ReadableText), members: new Map() };
  const isSmall = typeof value === 'object' && value !== null && !(value instanceof LazyContainer);
  if (!isSmall) return { kind, text: '', members: new Map() };
  const members = new Map<string | number, number>();
  const keys = Array.isArray(value)
    ? value.slice(0, mostMembers).keys()
    : Object.keys(value).slice(0, mostMembers);
  for (const key of keys) members.set(key, yield* hasher.hash(Reflect.get(value, key)));
  return { kind, text: '', members };
}

/** From 0 (nothing in common) to 1. */
export function similarity(was: Profile, is: Profile): number {
  if (was.kind !== is.kind) return 0;
  if (was.kind === 'text') return similarityOfTexts(was.text, is.text);
  const most = Math.max(was.members.size, is.members.size);
  if (most === 0) return was.kind === 'list' || was.kind === 'object' ? ofNames : 0;
  let common = 0;
  for (const [key, hash] of was.members) {
    const other = is.members.get(key);
    if (other !== undefined) common += other === hash ? 1 : ofNames;
  }
  return common / most;
}

function similarityOfTexts(was: string, is: string): number {
  const shorter = Math.min(was.length, is.length);
  let start = 0;
  while (start < shorter && was[start] === is[start]) start += 1;
  let end = 0;
  while (end < shorter - start && was[was.length - 1 - end] === is[is.length - 1 - end]) end += 1;
  return (start + end) / Math.max(1, was.length, is.length);
}

function endsOf(text: ReadableText): string {
  const { length } = text;
  if (length <= 2 * unitsAtEnds) return text.slice(0);
  return text.slice(0, unitsAtEnds) + text.slice(length - unitsAtEnds);
}
