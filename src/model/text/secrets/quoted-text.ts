/** Where a value stands: inside its quotes if it has any, else as it is. */
export type ValueSpan = { readonly start: number; readonly end: number; readonly isQuoted: boolean };

const openingQuote = /(?:[bBrRuUfF@$]{1,2}(?=["']))?(\\{0,15}["'`])(\1\1)?/y;

/** What stands between two parts of one text. */
const joint = /[ \t]*\+[ \t]*(?:(?:\r?\n|\\{1,15}n)[ \t]*)?(?=\\{0,15}["'`])/y;

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

/** Where a sticky pattern's match at `start` ends. */
export function endOf(pattern: RegExp, text: string, start: number): number | undefined {
  pattern.lastIndex = start;
  return pattern.test(text) ? pattern.lastIndex : undefined;
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

/** Whether the quoted text that ends at `end` is the name of a member. */
export function isKeyBefore(text: string, end: number): boolean {
  return /^\\{0,15}["'`]\s{0,20}:/.test(text.slice(end, end + 40));
}
