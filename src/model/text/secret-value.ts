import { mask } from './mask.ts';

/** Where a value stands: inside its quotes if it has any, else as it is. */
export type ValueSpan = { readonly start: number; readonly end: number; readonly isQuoted: boolean };

/** A sign such as `,` ends a value only where something else follows: a blank, a quote, another name. */
const bareValue =
  /(?:(?:bearer|basic|digest|token)[ \t]{1,4})?(?:[^\s,;&#"'`<>)\]}|\\\x00-\x1f\x7f-\x9f]|\\(?!["'`nrt])|[,;&|](?=[^\s,;&#"'`<>)\]}|\\])(?![\w.$[\]-]{1,80}["']?[ \t]{0,4}[=:])|[#>)\]}"'`](?=[A-Za-z\d])|<(?![/!A-Za-z]))+/iy;

/** In an address, a parameter ends at `&` and at `#`. */
const parameterValue = /(?:[^\s&#"'`<>)\]}|\\\x00-\x1f\x7f-\x9f]|\\(?!["'`nrt]))+/y;

const headerValue =
  /(?:[^\r\n"'`\\\x00-\x08\x0b-\x1f\x7f-\x9f]|\\(?!["'`nrt])|(?<==)"[^"\r\n]*"|["'`](?=[A-Za-z\d]))+/y;

const openingQuote = /(?:[bBrRuUfF@$]{1,2}(?=["']))?(\\{0,15}["'`])(\1\1)?/y;

/** `|` and the lines below it, as YAML writes a long text. */
const blockStart = /[|>][-+\d]{0,3}[ \t]*\r?\n(?=([ \t]+))/y;

/** A long text stands below its name, as Node inspects an object. */
const lineBreak = /(?:\r?\n|\\{1,15}n)[ \t]+(?=\\{0,15}["'`])/y;

/** What stands between two parts of one text. */
const joint = /[ \t]*\+[ \t]*(?:(?:\r?\n|\\{1,15}n)[ \t]*)?(?=\\{0,15}["'`])/y;

/** Values that are not secret: literals, types, and words that messages use about a value. */
const harmless =
  /^(?:null|undefined|true|false|none|string|number|boolean|object|required|missing|invalid|expired|empty|\*+|\[?redacted\]?|•+)[.!]?$/i;

export type ValueKind = 'value' | 'parameter' | 'header';

/** The value that begins at `start`; `undefined` where it is harmless, or masked already. */
export function valueAt(text: string, start: number, kind: ValueKind): ValueSpan | undefined {
  const from = endOf(lineBreak, text, start) ?? start;
  const quoted = quotedAt(text, from);
  if (quoted) return isHarmless(text, quoted.start, quoted.end) ? undefined : quoted;
  const end = endOf(blockStart, text, start);
  if (end !== undefined) return { start: end, end: blockEnd(text, end), isQuoted: true };
  const pattern = kind === 'header' ? headerValue : kind === 'parameter' ? parameterValue : bareValue;
  const bareEnd = endOf(pattern, text, start) ?? start;
  return isHarmless(text, start, bareEnd) ? undefined : { start, end: bareEnd, isQuoted: false };
}

/** A quoted text, also one of several parts: `'a' + 'b'`. */
export function quotedAt(text: string, start: number): ValueSpan | undefined {
  openingQuote.lastIndex = start;
  const match = openingQuote.exec(text);
  if (!match) return undefined;
  const [opening, quote = '', isTriple] = match;
  const inner = start + opening.length;
  let end = isTriple ? tripleEnd(text, inner, quote) : closingQuote(text, inner, quote);
  for (;;) {
    const next = endOf(joint, text, end + quote.length);
    if (next === undefined) return { start: inner, end, isQuoted: true };
    end = closingQuote(text, next + quote.length, quote);
  }
}

function tripleEnd(text: string, start: number, quote: string): number {
  const end = text.indexOf(quote.repeat(3), start);
  return end < 0 ? text.length : end;
}

function endOf(pattern: RegExp, text: string, start: number): number | undefined {
  pattern.lastIndex = start;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}

function blockEnd(text: string, start: number): number {
  const [indent = ''] = /^[ \t]+/.exec(text.slice(start, start + 200)) ?? [];
  let end = start;
  while (end < text.length && (text.startsWith(indent, end) || /[\r\n]/.test(text.charAt(end)))) {
    const next = text.indexOf('\n', end);
    if (next < 0) return text.length;
    end = next + 1;
  }
  return end - 1;
}

function isHarmless(text: string, start: number, end: number): boolean {
  if (end === start) return true;
  const isMasked =
    text.startsWith(mask, start) && !/[\p{L}\p{N}]/u.test(text.slice(start + mask.length, end));
  return isMasked || (end - start < 20 && harmless.test(text.slice(start, end)));
}

/** The end of a quoted text. In nested JSON, an inner quote has more backslashes than the one that opened. */
export function closingQuote(text: string, start: number, quote: string): number {
  const depth = quote.length - 1;
  const sign = quote.charAt(depth);
  for (let at = text.indexOf(sign, start); at !== -1; at = text.indexOf(sign, at + 1)) {
    let slashes = 0;
    while (at - slashes > start && text.charAt(at - slashes - 1) === '\\') slashes++;
    const isClosing = slashes < depth || slashes % (2 * (depth + 1)) === depth;
    if (isClosing && !isDoubled(text, start, at, depth)) return at - Math.min(slashes, depth);
    if (isClosing) at += text.startsWith("'\\''", at) ? 3 : 1;
  }
  return text.length;
}

/** A quote inside of a text, as YAML and SQL (`''`) or a shell (`'\''`) writes it. */
function isDoubled(text: string, start: number, at: number, depth: number): boolean {
  if (depth > 0 || at === start) return false;
  return text.charAt(at + 1) === text.charAt(at) || text.startsWith("'\\''", at);
}
