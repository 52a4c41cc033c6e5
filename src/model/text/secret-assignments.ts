import { mask } from './mask.ts';
import { isSecretKey, isSecretParameter } from './secret-keys.ts';

/**
 * A name, its closing quote, and the sign before the value: `password=`, `"apiKey": `, `\"token\":`. A match
 * starts only where a name can start, so that long names take linear time.
 */
const assignment =
  /(?<![\w$.-])(-{0,2}[A-Za-z_$][\w$.-]*)(\\{0,15}["'`])?[ \t]{0,4}(?:=>|[:=](?![:=]|\/\/))[ \t]{0,4}/g;

const flag = /(?<![\w-])(--[A-Za-z][\w.-]*)([ \t]+)(?!-)(["']?)([^\s"']+)/g;

const bareValue = /(?:(?:bearer|basic|digest|token)[ \t]{1,4})?(?:[^\s,;&#"'`<>)\]}|\\]|\\(?!["'nrt]))+/iy;
const headerValue = /(?:[^\r\n"'`\\]|\\(?!["'nrt]))+/y;
const openingQuote = /\\{0,15}["'`]/y;

/** Values that are not secret: literals, types, and words that messages use about a value. */
const harmless =
  /^(?:null|undefined|true|false|none|string|number|boolean|object|required|missing|invalid|expired|empty|\*+|\[?redacted\]?)[.!]?$/i;

/** Masks the values of secret names in any notation. Calls `count` for each. */
export function maskAssignments(text: string, count: () => void): string {
  let masked = '';
  let done = 0;
  assignment.lastIndex = 0;
  for (let match = assignment.exec(text); match; match = assignment.exec(text)) {
    const [, name = '', quote = ''] = match;
    if (!isSecretHere(text, match.index, name)) continue;
    const value = valueAt(text, assignment.lastIndex, name);
    if (value === undefined) continue;
    count();
    const isBareInJson = quote !== '' && !value.isQuoted;
    masked += text.slice(done, value.start) + (isBareInJson ? quote + mask + quote : mask);
    done = value.end;
    assignment.lastIndex = value.end;
  }
  return done === 0 ? text : masked + text.slice(done);
}

/** Masks the value after a command's option: `--token abc`. */
export function maskFlags(text: string, count: () => void): string {
  return text.replace(flag, (all, name: string, gap: string, quote: string, value: string) => {
    if (value.startsWith(mask) || !isSecretKey(name)) return all;
    count();
    return name + gap + quote + mask;
  });
}

function isSecretHere(text: string, at: number, name: string): boolean {
  const before = text.charAt(at - 1);
  if (before === '?' || before === '&') return isSecretParameter(name);
  // A parser's message such as "unexpected token" is not about a secret.
  return isSecretKey(name) && !/\bunexpected\s$/i.test(text.slice(Math.max(0, at - 12), at));
}

type Value = { readonly start: number; readonly end: number; readonly isQuoted: boolean };

function valueAt(text: string, start: number, name: string): Value | undefined {
  openingQuote.lastIndex = start;
  const [quote] = openingQuote.exec(text) ?? [];
  if (quote !== undefined) {
    const inner = start + quote.length;
    const end = closingQuote(text, inner, quote);
    return isHarmless(text, inner, end) ? undefined : { start: inner, end, isQuoted: true };
  }
  if (/[{[]/.test(text.charAt(start))) return undefined;
  const pattern = /(?:authorization|cookie)$/i.test(name) ? headerValue : bareValue;
  pattern.lastIndex = start;
  const end = pattern.test(text) ? pattern.lastIndex : start;
  return isHarmless(text, start, end) ? undefined : { start, end, isQuoted: false };
}

function isHarmless(text: string, start: number, end: number): boolean {
  if (end === start || text.startsWith(mask, start)) return true;
  return end - start < 20 && harmless.test(text.slice(start, end));
}

/** The end of a quoted text. In nested JSON, an inner quote has more backslashes than the one that opened. */
function closingQuote(text: string, start: number, quote: string): number {
  const depth = quote.length - 1;
  const sign = quote.charAt(depth);
  for (let at = text.indexOf(sign, start); at !== -1; at = text.indexOf(sign, at + 1)) {
    let slashes = 0;
    while (at - slashes > start && text.charAt(at - slashes - 1) === '\\') slashes++;
    if (slashes < depth || slashes % (2 * (depth + 1)) === depth) return at - Math.min(slashes, depth);
  }
  return text.length;
}
