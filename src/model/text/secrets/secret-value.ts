export const mask = '••••••';

/** A sign such as `,` ends a value only before a blank, a quote or another name. */
const bareValue =
  /(?:(?:bearer|basic|digest|token)[ \t]{1,4})?(?:[^\s,;&#"'`<>)\]}|\\\x00-\x1f\x7f-\x9f]|\\(?!["'`nrt])|[,;&|](?=[^\s"'`<>)\]}\\])(?![\w.$[\]-]{1,80}["']?[ \t]{0,4}[=:])|#(?=[^\s"'`<>)\]}\\])|[>)\]}"'`](?=[A-Za-z\d])|<(?![/!]|[a-z][\w-]{0,20}[\s/>]))+/iy;

/** A parameter of an address ends at `&` and `#`. */
const parameterValue = /(?:[^\s&#"'`<>)\]}|\\\x00-\x1f\x7f-\x9f]|\\(?!["'`nrt]))+/y;

const headerValue =
  /(?:[^\r\n"'`\\\x00-\x08\x0b-\x1f\x7f-\x9f]|\\(?!["'`nrt])|(?<==)"[^"\r\n]*"|["'`](?=[A-Za-z\d]))+/y;

/** A block of YAML: `|` and the lines below. */
const blockStart = /[|>][-+\d]{0,3}[ \t]*\r?\n(?=([ \t]+))/y;

/** A value below its name: a long text as Node inspects it, or a lone word with a digit. */
const lineBreak =
  /(?:\r?\n|\\{1,15}n)[ \t]+(?=\\{0,15}["'`]|(?=[^\s:]*\d)[^\s:"'`(){}<>[\]=\\-][^\s:"'`(){}<>[\]\\]{7,}[ \t]*(?:[\r\n]|$))/y;

/** A message after the name: `needs a token: see …`, `password: too short`. */
const prose =
  /(?:see|too|set|use|using|run|give|try|check|the|an?|it|is|was|not|no|cannot|could|must|should|may|either|only|permission|access|please|contact|ask|create|name|keep|write|put|add|from|to|for|in|of|on|this|that|there|its|your) +(?=[A-Za-z"'`(<])(?![\w.-]{1,80}["']?[ \t]{0,4}[=:])/iy;

/** `sentence`: a word precedes the name, as in a message. */
export type ValueKind = 'value' | 'sentence' | 'parameter' | 'header';

/** `undefined` for a harmless or masked value. */
export function secretValueAt(text: string, start: number, kind: ValueKind): ValueSpan | undefined {
  const from = matchEnd(lineBreak, text, start) ?? start;
  const quoted = quotedAt(text, from);
  if (quoted) return isHarmless(text, quoted.start, quoted.end) ? undefined : quoted;
  const block = blockAt(text, start);
  if (block) return isHarmless(text, block.start, block.end) ? undefined : block;
  if ((kind === 'sentence' || kind === 'value') && matchEnd(prose, text, start) !== undefined)
    return undefined;
  const pattern = kind === 'header' ? headerValue : kind === 'parameter' ? parameterValue : bareValue;
  const bareEnd = matchEnd(pattern, text, from) ?? from;
  return isHarmless(text, from, bareEnd) ? undefined : { start: from, end: bareEnd, isQuoted: false };
}

function blockAt(text: string, start: number): ValueSpan | undefined {
  const from = matchEnd(blockStart, text, start);
  if (from === undefined) return undefined;
  const [indent = ''] = /^[ \t]+/.exec(text.slice(from, from + 200)) ?? [];
  let end = from;
  while (end < text.length && (text.startsWith(indent, end) || /[\r\n]/.test(text.charAt(end)))) {
    const next = text.indexOf('\n', end);
    end = next < 0 ? text.length + 1 : next + 1;
  }
  return { start: from + indent.length, end: end - 1, isQuoted: true };
}

/** Literals, types, words of messages, lone signs. */
const harmless = () =>
  /^(?:null|undefined|true|false|none|string|number|boolean|object|required|missing|invalid|expired|empty|unknown|denied|rejected|include|omit|same-origin|yes|no|ok|done|added|enabled|disabled|loaded|malformed|refreshed|revoked|rotated|[^\p{L}\p{N}]{1,3}|\*+|\[?redacted\]?|•+)[.!]?$/iu;

const placeholder =
  /^(?:(?:[Bb]earer|[Bb]asic|[Tt]oken) )?(?:<[\w -]+>|\$\{?[A-Z_][A-Z\d_]*\}?|[\w-]{0,4}…|\.\.\.)$/;

const longestHarmless = 60;

/** Whether a range is no secret, or masked already. */
export function isHarmless(text: string, start: number, end: number): boolean {
  if (end === start) return true;
  const isMasked =
    text.startsWith(mask, start) && !/[\p{L}\p{N}]/u.test(text.slice(start + mask.length, end));
  if (isMasked) return true;
  const value = end - start < longestHarmless ? text.slice(start, end).trimEnd() : '';
  return (!/\d/.test(value) && harmless().test(value)) || placeholder.test(value);
}

/** Inside the quotes, if any. */
type ValueSpan = { readonly start: number; readonly end: number; readonly isQuoted: boolean };

/** `quote` surrounds the mask, where JSON needs it. */
export type Report = (start: number, end: number, quote?: string) => void;

const openingQuote = /(?:[bBrRuUfF@$]{1,2}(?=["']))?(\\{0,15}["'`])(\1\1)?/y;

/** The operator in `'a' + 'b'`. */
const joint = /[ \t]*\+[ \t]*(?:(?:\r?\n|\\{1,15}n)[ \t]*)?(?=\\{0,15}["'`])/y;

/** A quoted text, also in parts: `'a' + 'b'`. */
export function quotedAt(text: string, start: number): ValueSpan | undefined {
  openingQuote.lastIndex = start;
  const match = openingQuote.exec(text);
  if (!match) return undefined;
  const [opening, quote = '', isTriple] = match;
  const inner = start + opening.length;
  let end = isTriple ? tripleEnd(text, inner, quote) : closingQuote(text, inner, quote);
  for (;;) {
    const next = matchEnd(joint, text, end + quote.length);
    if (next === undefined) return { start: inner, end, isQuoted: true };
    end = closingQuote(text, next + quote.length, quote);
  }
}

function tripleEnd(text: string, start: number, quote: string): number {
  const end = text.indexOf(quote.repeat(3), start);
  return end < 0 ? text.length : end;
}

/** The end of a sticky pattern's match at `start`. */
export function matchEnd(pattern: RegExp, text: string, start: number): number | undefined {
  pattern.lastIndex = start;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}

/** The end of a quoted text. In nested JSON, inner quotes have more backslashes than the opening one. */
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

/** A quote in a text, as YAML and SQL (`''`) or a shell (`'\''`) write it. */
function isDoubled(text: string, start: number, at: number, depth: number): boolean {
  if (depth > 0 || at === start) return false;
  return text.charAt(at + 1) === text.charAt(at) || text.startsWith("'\\''", at);
}

/** Whether the quoted text is the name of a member. */
export function isKeyBefore(text: string, end: number): boolean {
  return /^\\{0,15}["'`]\s{0,20}:/.test(text.slice(end, end + 40));
}
