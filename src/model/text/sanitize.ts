import { isSimpleText } from './char-width.ts';
import { sequences } from './secrets/read-characters.ts';
import { displayWidth } from './width.ts';

const tabWidth = 4;

const longestPart = 1_000_000;

const breaks = /[\t\n\v\f\r\x85\u2028\u2029][ \t\n\v\f\r\x85\u2028\u2029]*/g;

const unsafe = () => /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Emoji_Modifier}]|\p{M}{17}/u;

/**
 * Captures sequences that keep joiners, selectors and skin tones: an emoji, up to five joined ones, a keycap.
 * Then matches what is removed: control, bidi and format characters, lone skin tones, everything invisible.
 */
const emojiOrUnsafe = () =>
  /((?:\p{Emoji_Modifier_Base}\p{Emoji_Modifier}|\p{Extended_Pictographic}\uFE0F?)(?:\u200D(?:\p{Emoji_Modifier_Base}\p{Emoji_Modifier}|\p{Extended_Pictographic}\uFE0F?)){0,4}|[#*\d]\uFE0F\u20E3)|[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Emoji_Modifier}]/gu;

/** Real combining sequences are short; long ones draw over neighbouring lines. */
const surplusMarks = () => /(\p{M}{16})\p{M}+/gu;

/** One safe line: no control, escape or bidi characters; line breaks and tabs become one space. */
export function sanitizeLine(text: string): string {
  return isSimpleText(text) ? text : cleanPart(stripSequences(text).replace(breaks, ' '));
}

/** Safe lines with tabs expanded. */
export function sanitizeLines(text: string): string[] {
  const lines = stripSequences(text).split(/\r\n|\n|\r/);
  return lines.map(line => (isSimpleText(line) ? line : cleanPart(expandTabs(line))));
}

function splitLong(text: string): string[] {
  const parts: string[] = [];
  for (let start = 0; start < text.length; ) {
    const isPairCut = text.codePointAt(start + longestPart - 1) !== text.charCodeAt(start + longestPart - 1);
    const end = start + longestPart - (isPairCut ? 1 : 0);
    parts.push(text.slice(start, end));
    start = end;
  }
  return parts;
}

function stripSequences(text: string): string {
  return /[\x1b\x80-\x9f]/.test(text) ? text.replace(sequences, '') : text;
}

function cleanPart(text: string): string {
  // Regular expressions overflow their stack at about ten million characters.
  if (text.length > longestPart) return splitLong(text).map(cleanPart).join('');
  if (!unsafe().test(text)) return text;
  return text
    .toWellFormed()
    .replace(/[\v\f\x85\u2028\u2029]/g, ' ')
    .replace(emojiOrUnsafe(), '$1')
    .replace(surplusMarks(), '$1');
}

function expandTabs(line: string): string {
  if (!line.includes('\t')) return line;
  const [first = '', ...rest] = line.split('\t').map(cleanPart);
  let column = displayWidth(first);
  let expanded = first;
  for (const part of rest) {
    const gap = tabWidth - (column % tabWidth);
    expanded += ' '.repeat(gap) + part;
    column += gap + displayWidth(part);
  }
  return expanded;
}
