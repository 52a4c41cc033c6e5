import { sequences } from '../sanitize.ts';
import { charClass, charClasses } from './char-classes.ts';
import type { Replacement } from './rewrite-text.ts';

/** In a pair: format characters and tags, and mathematical letters. */
const unseenPair = () => /[\p{Cf}\p{Default_Ignorable_Code_Point}]/u;
const lookalikePair = /[\u{1d400}-\u{1d7ff}]/u;

const sequence = new RegExp(sequences.source, 'y');

/** The classes of the characters that are read differently. */
export const readClasses =
  charClass.unseen | charClass.lookalike | charClass.introducer | charClass.surrogate;

/** How the character at `at` is read; `undefined` where it stays. */
export function readCharacter(text: string, at: number): Replacement | undefined {
  const code = text.charCodeAt(at);
  const kind = charClasses[code] ?? 0;
  if (kind & charClass.introducer) {
    sequence.lastIndex = at;
    if (sequence.test(text)) return { end: sequence.lastIndex, instead: '' };
  }
  if (kind & charClass.surrogate) return readPair(text.slice(at, at + 2), at + 2);
  if (kind & charClass.lookalike) return { end: at + 1, instead: toAscii(text.charAt(at)) };
  return code === 0x0d && text.charCodeAt(at + 1) === 0x0a ? undefined : { end: at + 1, instead: '' };
}

function readPair(pair: string, end: number): Replacement | undefined {
  if (unseenPair().test(pair)) return { end, instead: '' };
  return lookalikePair.test(pair) ? { end, instead: pair.normalize('NFKC') } : undefined;
}

function toAscii(character: string): string {
  if (/[\u2018-\u201b]/.test(character)) return "'";
  if (/[\u201c-\u201f]/.test(character)) return '"';
  return /[\u1680\u2800]/.test(character) ? ' ' : character.normalize('NFKC');
}
