import type { RunStatus } from '../../model/status.ts';
import { displayWidth, fitText } from '../../model/text/width.ts';
import type { Links, Paint, Piece, Theme } from './theme.ts';

export type Tone = 'plain' | 'dim' | 'error' | 'warning' | 'strong' | 'info' | 'key' | 'string' | 'number';

/** A part of a row: sanitised text in one tone. What is painted can be searched, and the reverse. */
export type Phrase = {
  readonly text: string;
  /** Drawn instead where the row has no room for `text`. */
  readonly brief?: string;
  readonly tone?: Tone;
  /** The status whose colour is used in place of a tone. */
  readonly status?: RunStatus;
  readonly isBold?: boolean;
  /** The columns before this phrase, which a search sees as one space. */
  readonly gap?: number;
  readonly columns?: number;
  /** Whether rows below have the same text, so that a search finds it there. */
  readonly isRepeated?: boolean;
  /** Whether the phrase is left out unless all of it fits. */
  readonly isAside?: boolean;
  readonly hits?: readonly Hit[];
};

type Hit = {
  /** An index in `text`; negative if the hit begins in the gap or before it. */
  readonly start: number;
  readonly end: number;
  readonly isCurrent: boolean;
};

/** Stands for text that is not searched; it cannot be typed. */
const unread = '\n';

export function searchedText(phrases: readonly Phrase[]): string {
  let text = '';
  for (const phrase of phrases) {
    const separator = separatorOf(phrase, text);
    text += phrase.isRepeated ? separator : separator + phrase.text;
  }
  return text;
}

function separatorOf({ text, gap = 0, isRepeated }: Phrase, before: string): string {
  if (isRepeated) return unread;
  return text === '' || before === '' || gap === 0 ? '' : ' ';
}

/** The places of a folded needle, without overlaps, in any letter case. */
export function findHits(text: string, needle: string): readonly number[] {
  const folded = foldCase(text);
  let at = folded.indexOf(needle);
  if (at < 0) return none;
  const starts: number[] = [];
  for (; at >= 0; at = folded.indexOf(needle, at + needle.length)) starts.push(at);
  return starts;
}

const none: readonly number[] = [];

/** Lower case of the same length: `İ` would become two units. Both forms of sigma are one letter. */
export function foldCase(text: string): string {
  return lowerOf(text).replaceAll('ς', 'σ');
}

function lowerOf(text: string): string {
  const lower = text.toLowerCase();
  if (lower.length === text.length) return lower;
  return Array.from(text, unit =>
    unit.toLowerCase().length === unit.length ? unit.toLowerCase() : unit,
  ).join('');
}

/** Marks the parts that a search finds; `current` is the index of its current hit. */
export function withHits(phrases: readonly Phrase[], found: string, current?: number): readonly Phrase[] {
  if (found === '') return phrases;
  const needle = foldCase(found);
  const starts = findHits(searchedText(phrases), needle);
  let before = '';
  return phrases.map(phrase => {
    const separator = separatorOf(phrase, before);
    const from = before.length + separator.length;
    before += separator + (phrase.isRepeated ? '' : phrase.text);
    const hits = phrase.isRepeated
      ? findHits(phrase.text, needle).map(start => ({ start, end: start + needle.length, isCurrent: false }))
      : starts
          .map((start, index) => ({
            start: start - from,
            end: start - from + needle.length,
            isCurrent: index === current,
          }))
          .filter(({ start, end }) => end > 0 && start < phrase.text.length);
    return hits.length === 0 ? phrase : { ...phrase, hits };
  });
}

export function slicePhrase(phrase: Phrase, start: number, end: number, gap = 0): Phrase {
  const first = start === 0 ? -1 : 0;
  const hits = phrase.hits
    ?.map(hit => ({ ...hit, start: Math.max(first, hit.start - start), end: hit.end - start }))
    .filter(hit => hit.end > 0 && hit.start < end - start);
  return { ...phrase, text: phrase.text.slice(start, end), gap, hits };
}

export function phrasesWidth(phrases: readonly Phrase[]): number {
  return phrases.reduce((sum, { text, gap = 0 }) => sum + gap + displayWidth(text), 0);
}

/** The pieces of a line with its links and hits; `whole` is the text that the line is part of. */
export function paintPhrases(phrases: readonly Phrase[], theme: Theme, whole?: string): readonly Piece[] {
  return phrases.flatMap((phrase, index) => {
    const { text, gap = 0, columns, hits = [] } = phrase;
    const shown = columns === undefined ? text : fitText(text, columns);
    const isLast = index === phrases.length - 1;
    const piece = { text: shown, paint: paintOf(phrase, theme) };
    const pieces = markHits(linkPieces(piece, theme.links, isLast ? whole : undefined), hits, theme);
    if (gap === 0) return pieces;
    const across = hits.find(({ start }) => start < 0);
    return [{ text: ' '.repeat(gap), paint: across && hitPaint(across, theme) }, ...pieces];
  });
}

function paintOf({ tone = 'plain', status, isBold }: Phrase, theme: Theme): Paint | undefined {
  const paint = status === undefined ? tonePaint(tone, theme) : (text: string) => theme.status(status, text);
  return isBold ? text => theme.bold(paint?.(text) ?? text) : paint;
}

function tonePaint(tone: Tone, theme: Theme): Paint | undefined {
  if (tone === 'plain') return undefined;
  return tone === 'strong' ? theme.bold : theme[tone];
}

function hitPaint({ isCurrent }: Hit, theme: Theme): Paint {
  return isCurrent ? theme.currentMatch : theme.match;
}

function markHits(pieces: readonly Piece[], hits: readonly Hit[], theme: Theme): readonly Piece[] {
  if (hits.length === 0) return pieces;
  let from = 0;
  return pieces.flatMap(piece => {
    const { length } = piece.text;
    const inPiece = (unit: number) => Math.max(0, Math.min(length, unit - from));
    const ranges = hits.map(hit => {
      return { start: inPiece(hit.start), end: inPiece(hit.end), paint: hitPaint(hit, theme) };
    });
    from += length;
    return splitPiece(piece, ranges);
  });
}

type PaintedRange = { readonly start: number; readonly end: number; readonly paint: Paint };

function splitPiece({ text, paint }: Piece, ranges: readonly PaintedRange[]): readonly Piece[] {
  const split: Piece[] = [];
  let at = 0;
  for (const range of ranges.filter(({ start, end }) => start < end)) {
    split.push({ text: text.slice(at, range.start), paint });
    split.push({ text: text.slice(range.start, range.end), paint: range.paint });
    at = range.end;
  }
  return [...split, { text: text.slice(at), paint }].filter(part => part.text !== '');
}

/** A web address, or a place in a file: `/app/run.ts:4:2`, or Python's `File "/app/run.py", line 4`. */
const linkAt =
  /https?:\/\/[^\s"'`<>{}|\\^…•]+|(?<![\w:/.])(?:file:\/\/)?(\/[^\s:()"'`<>|…•]+):\d+(?::\d+)?|(?<=File ")(\/[^"…•]+)(?=", line \d)/gu;
const longestAddress = 2000;

type Found = { readonly start: number; readonly end: number; readonly address: string };

/** Makes links of addresses. `whole` is the text that the row is a line of: an address may go on below. */
function linkPieces(piece: Piece, links: Links, whole?: string): readonly Piece[] {
  const { text, paint = same } = piece;
  const { text: toLink } = links;
  if (!toLink || !text.includes('/')) return [piece];
  const found = findLinks(text, links, whole);
  return splitPiece(
    piece,
    found.map(({ address, ...place }) => ({ ...place, paint: shown => toLink(paint(shown), address) })),
  );
}

const same = (text: string) => text;

function findLinks(text: string, links: Links, whole?: string): readonly Found[] {
  return [...text.matchAll(linkAt)].flatMap(match => {
    const [raw, path, pythonPath] = match;
    const shown = path === undefined && pythonPath === undefined ? withoutTail(raw) : raw;
    const start = match.index;
    const end = start + shown.length;
    const isAtEnd = start + raw.length === text.length;
    const full = isAtEnd && whole !== undefined ? continued(raw, text, whole) : shown;
    // The rest of a masked or shortened address is not known.
    if (full === undefined || /[…•]/u.test(text.charAt(start + raw.length))) return [];
    const address = toAddress(full, path ?? pythonPath, links);
    return address === undefined ? [] : [{ start, end, address }];
  });
}

/** The whole address that begins at the end of a line; `undefined` if that is ambiguous. */
function continued(raw: string, line: string, whole: string): string | undefined {
  if (whole.trimEnd().endsWith(line.trim())) return withoutTail(raw);
  const at = whole.indexOf(raw);
  if (at < 0 || whole.indexOf(raw, at + 1) >= 0) return undefined;
  const [full = ''] = /^[^\s"'`<>{}|\\^…•]+/u.exec(whole.slice(at)) ?? [];
  return /[…•]/u.test(whole.charAt(at + full.length)) ? undefined : withoutTail(full);
}

/** Drops what ends a sentence or a parenthesis, not the address. */
function withoutTail(address: string): string {
  const trimmed = address.replace(/[.,;:!?'*]+$/, '');
  return trimmed.endsWith(')') && !trimmed.includes('(') ? withoutTail(trimmed.slice(0, -1)) : trimmed;
}

/** Only printable ASCII, so that an address can neither end its sequence nor hide where it leads. */
function toAddress(text: string, path: string | undefined, links: Links): string | undefined {
  if (path !== undefined) {
    if (!links.hasFiles) return undefined;
    const file = encodeURI(path.toWellFormed()).replaceAll('#', '%23').replaceAll('?', '%3F');
    return file.length > longestAddress ? undefined : `file://${file}`;
  }
  if (!URL.canParse(text)) return undefined;
  const { href } = new URL(text);
  return href.length > longestAddress || !/^[!-~]+$/.test(href) ? undefined : href;
}
