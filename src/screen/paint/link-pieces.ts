import type { Piece } from './pieces.ts';
import type { Links } from './theme.ts';

/** An address of the web, a place in a file as stacks have it, and as Python's have it. */
const linkAt =
  /https?:\/\/[^\s"'`<>{}|\\^…•]+|(?<![\w:/.])(?:file:\/\/)?(\/[^\s:()"'`<>|…•]+):\d+(?::\d+)?|(?<=File ")(\/[^"…•]+)(?=", line \d)/gu;
const longestAddress = 2000;

type Found = { readonly start: number; readonly end: number; readonly address: string };

/**
 * Makes links of the addresses in the pieces of a row. `whole` is the text of which the row is one line: an
 * address may go on in the next line.
 */
export function linkPieces(pieces: readonly Piece[], links: Links, whole?: string): readonly Piece[] {
  if (!links.text) return pieces;
  return pieces.flatMap((piece, index) =>
    splitAtLinks(piece, links, index === pieces.length - 1 ? whole : undefined),
  );
}

function splitAtLinks(piece: Piece, links: Links, whole: string | undefined): readonly Piece[] {
  const { text, paint = same } = piece;
  const { text: toLink } = links;
  if (!toLink || !text.includes('/')) return [piece];
  const split: Piece[] = [];
  let at = 0;
  for (const { start, end, address } of findLinks(text, links, whole)) {
    split.push({ text: text.slice(at, start), paint: piece.paint });
    split.push({ text: text.slice(start, end), paint: shown => toLink(paint(shown), address) });
    at = end;
  }
  return [...split, { text: text.slice(at), paint: piece.paint }].filter(part => part.text !== '');
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
    // What follows a masked or a shortened part is not known, so neither is the address.
    if (full === undefined || /[…•]/u.test(text.charAt(start + raw.length))) return [];
    const address = toAddress(full, path ?? pythonPath, links);
    return address === undefined ? [] : [{ start, end, address }];
  });
}

/** The address that a line ends in, as it is in the whole text; `undefined` if that is not clear. */
function continued(raw: string, line: string, whole: string): string | undefined {
  if (whole.trimEnd().endsWith(line.trim())) return withoutTail(raw);
  const at = whole.indexOf(raw);
  if (at < 0 || whole.indexOf(raw, at + 1) >= 0) return undefined;
  const [full = ''] = /^[^\s"'`<>{}|\\^…•]+/u.exec(whole.slice(at)) ?? [];
  return /[…•]/u.test(whole.charAt(at + full.length)) ? undefined : withoutTail(full);
}

/** Without what ends a sentence or a parenthesis rather than an address. */
function withoutTail(address: string): string {
  const trimmed = address.replace(/[.,;:!?'*]+$/, '');
  return trimmed.endsWith(')') && !trimmed.includes('(') ? withoutTail(trimmed.slice(0, -1)) : trimmed;
}

/** Only printable ASCII: an address can neither end the sequence it is in nor hide where it leads. */
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
