/** The length of the style sequence (`ESC [ … m`) at `index`, or 0. */
export function sgrLength(text: string, index: number): number {
  if (text.charCodeAt(index + 1) !== 0x5b) return 0;
  let end = index + 2;
  while (isStyleParameter(text.charCodeAt(end))) end++;
  return text.charCodeAt(end) === 0x6d ? end + 1 - index : 0;
}

function isStyleParameter(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || code === 0x3b || code === 0x3a;
}

/** Sequences that switch on the styles active at the end of a text, and that reset them. */
type OpenStyles = { readonly on: string; readonly off: string };

const none: OpenStyles = { on: '', off: '' };

export function openStyles(text: string): OpenStyles {
  if (!text.includes('\x1b[')) return none;
  const open = new Map<number, string>();
  for (const [, list = ''] of text.matchAll(/\x1b\[([\d;:]*)m/g)) applyStyle(open, list);
  if (open.size === 0) return none;
  const on = [...open.values()].map(list => `\x1b[${list}m`).join('');
  const off = [...open.keys()]
    .reverse()
    .map(code => `\x1b[${code}m`)
    .join('');
  return { on, off };
}

function applyStyle(open: Map<number, string>, list: string): void {
  const parts = list.split(';');
  for (let at = 0; at < parts.length; at++) {
    const part = parts[at] ?? '';
    const code = Number(part.split(':')[0]);
    if (code === 0) open.clear();
    else if (code === 38 || code === 48 || code === 58) {
      const count = part.includes(':') ? 1 : parts[at + 1] === '2' ? 5 : 3;
      switchOn(open, code + 1, parts.slice(at, at + count).join(';'));
      at += count - 1;
    } else if (closers.has(code)) open.delete(code);
    else switchOn(open, closerOf(code), part);
  }
}

function switchOn(open: Map<number, string>, closer: number | undefined, list: string): void {
  if (closer === undefined) return;
  // One code resets bold and dim, so both stay on.
  const before = closer === 22 ? open.get(closer) : undefined;
  open.delete(closer);
  open.set(closer, before === undefined || before === list ? list : `${before};${list}`);
}

/** Ends a link. Links are styles of our own codes: they take no columns, and are cut like styles. */
export const linkEnd = 9000;

const closers: ReadonlySet<number> = new Set([22, 23, 24, 25, 27, 28, 29, 39, 49, 55, 59, linkEnd]);

const simpleClosers: Readonly<Record<number, number>> = {
  1: 22,
  2: 22,
  3: 23,
  4: 24,
  5: 25,
  7: 27,
  8: 28,
  9: 29,
  21: 24,
  53: 55,
};

function closerOf(code: number): number | undefined {
  if (code > linkEnd) return linkEnd;
  if ((code >= 30 && code <= 37) || (code >= 90 && code <= 97)) return 39;
  if ((code >= 40 && code <= 47) || (code >= 100 && code <= 107)) return 49;
  return simpleClosers[code];
}

const mostLinks = 20_000;
const codes = new Map<string, number>();
const addresses: string[] = [];
let next = 0;

/** A link for terminals that show links; the painter writes the address. */
export function linkText(text: string, address: string): string {
  return text === '' ? '' : `\u001B[${linkCode(address)}m${text}\u001B[${linkEnd}m`;
}

export function linkAddress(code: number): string | undefined {
  return addresses[code - linkEnd - 1];
}

/** Forgets the oldest addresses, which no frame shows. */
function linkCode(address: string): number {
  const known = codes.get(address);
  if (known !== undefined) return known;
  const index = next % mostLinks;
  next += 1;
  const before = addresses[index];
  if (before !== undefined) codes.delete(before);
  addresses[index] = address;
  codes.set(address, linkEnd + 1 + index);
  return linkEnd + 1 + index;
}
