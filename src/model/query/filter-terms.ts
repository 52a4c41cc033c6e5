import type { TextPattern } from './query.ts';

/** One UTF-16 unit of a term; an opening quote has an empty `char`, so that `""` is not empty. */
type Mark = { readonly char: string; readonly at: number; readonly isQuoted: boolean };

/** In UTF-16 units of the filter's text; `end` is exclusive. */
export type Place = { readonly start: number; readonly end: number };

export type Part = Place & { readonly marks: readonly Mark[] };

export type Term = Place & {
  readonly isNegated: boolean;
  readonly body: Part;
  readonly openQuote?: number;
};

/** Splits a filter into terms in linear time; never throws. */
export function scanTerms(text: string): readonly Term[] {
  const terms: Term[] = [];
  let at = 0;
  while (at < text.length) {
    if (isSpace(text, at)) {
      at += 1;
    } else {
      const term = scanTerm(text, at);
      terms.push(term);
      at = term.end;
    }
  }
  return terms;
}

function scanTerm(text: string, start: number): Term {
  const marks: Mark[] = [];
  const isNegated = text[start] === '-' || text[start] === '!';
  const bodyStart = isNegated ? start + 1 : start;
  let at = bodyStart;
  let openQuote: number | undefined;
  while (at < text.length && !isSpace(text, at)) {
    if (text[at] === '"') {
      const close = scanQuoted(text, at, marks);
      if (close === undefined) openQuote = at;
      at = close ?? text.length;
    } else {
      marks.push({ char: text.charAt(at), at, isQuoted: false });
      at += 1;
    }
  }
  const body = { marks, start: bodyStart, end: at };
  return { start, end: at, isNegated, body, openQuote };
}

/** Returns the index after the closing quote, or `undefined` when there is none. */
function scanQuoted(text: string, open: number, marks: Mark[]): number | undefined {
  marks.push({ char: '', at: open, isQuoted: true });
  let at = open + 1;
  while (at < text.length) {
    if (text[at] === '"') return at + 1;
    const isEscape = text[at] === '\\' && (text[at + 1] === '"' || text[at + 1] === '\\');
    marks.push({ char: text.charAt(isEscape ? at + 1 : at), at, isQuoted: true });
    at += isEscape ? 2 : 1;
  }
  return undefined;
}

function isSpace(text: string, at: number): boolean {
  return /\s/.test(text.charAt(at));
}

export function partText(part: Part): string {
  return part.marks.map(mark => mark.char).join('');
}

export function isQuoted(part: Part): boolean {
  return part.marks.some(mark => mark.isQuoted);
}

export function cutAt(part: Part, char: string): readonly [Part, Part] | undefined {
  const index = part.marks.findIndex(mark => isUnquotedChar(mark, char));
  const mark = part.marks[index];
  if (mark === undefined) return undefined;
  return [
    { marks: part.marks.slice(0, index), start: part.start, end: mark.at },
    { marks: part.marks.slice(index + 1), start: mark.at + 1, end: part.end },
  ];
}

export function splitAt(part: Part, char: string): readonly Part[] {
  const parts: Part[] = [];
  let marks: Mark[] = [];
  let start = part.start;
  for (const mark of part.marks) {
    if (isUnquotedChar(mark, char)) {
      parts.push({ marks, start, end: mark.at });
      marks = [];
      start = mark.at + 1;
    } else {
      marks.push(mark);
    }
  }
  parts.push({ marks, start, end: part.end });
  return parts;
}

export function isUnquotedChar(mark: Mark, char: string): boolean {
  return !mark.isQuoted && mark.char === char;
}

/** A star outside quotes makes a glob. */
export function toPattern(part: Part): TextPattern {
  if (!part.marks.some(mark => !mark.isQuoted && mark.char === '*'))
    return { text: partText(part), isGlob: false };
  const escaped = part.marks.map(mark => {
    const isLiteral = mark.isQuoted ? mark.char === '*' || mark.char === '\\' : mark.char === '\\';
    return isLiteral ? `\\${mark.char}` : mark.char;
  });
  return { text: escaped.join(''), isGlob: true };
}
