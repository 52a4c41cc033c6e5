import { isHarmless } from './harmless-value.ts';
import { endOf, quotedAt, type ValueSpan } from './quoted-text.ts';

/** A sign such as `,` ends a value only where something else follows: a blank, a quote, another name. */
const bareValue =
  /(?:(?:bearer|basic|digest|token)[ \t]{1,4})?(?:[^\s,;&#"'`<>)\]}|\\\x00-\x1f\x7f-\x9f]|\\(?!["'`nrt])|[,;&|](?=[^\s"'`<>)\]}\\])(?![\w.$[\]-]{1,80}["']?[ \t]{0,4}[=:])|#(?=[^\s"'`<>)\]}\\])|[>)\]}"'`](?=[A-Za-z\d])|<(?![/!]|[a-z][\w-]{0,20}[\s/>]))+/iy;

/** In an address, a parameter ends at `&` and at `#`. */
const parameterValue = /(?:[^\s&#"'`<>)\]}|\\\x00-\x1f\x7f-\x9f]|\\(?!["'`nrt]))+/y;

const headerValue =
  /(?:[^\r\n"'`\\\x00-\x08\x0b-\x1f\x7f-\x9f]|\\(?!["'`nrt])|(?<==)"[^"\r\n]*"|["'`](?=[A-Za-z\d]))+/y;

/** `|` and the lines below it, as YAML writes a long text. */
const blockStart = /[|>][-+\d]{0,3}[ \t]*\r?\n(?=([ \t]+))/y;

/** The value stands below its name: a long text, as Node inspects an object, or a lone word with a digit. */
const lineBreak =
  /(?:\r?\n|\\{1,15}n)[ \t]+(?=\\{0,15}["'`]|(?=[^\s:]*\d)[^\s:"'`(){}<>[\]=\\-][^\s:"'`(){}<>[\]\\]{7,}[ \t]*(?:[\r\n]|$))/y;

/** A message goes on after the name: `needs a token: see …`, `password: too short`. */
const prose =
  /(?:see|too|set|use|using|run|give|try|check|the|an?|it|is|was|not|no|cannot|could|must|should|may|either|only|permission|access|please|contact|ask|create|name|keep|write|put|add|from|to|for|in|of|on|this|that|there|its|your) +(?=[A-Za-z"'`(<])(?![\w.-]{1,80}["']?[ \t]{0,4}[=:])/iy;

/** `sentence`: a word stands before the name, as in a message for people. */
export type ValueKind = 'value' | 'sentence' | 'parameter' | 'header';

/** The value that begins at `start`; `undefined` where it is harmless, or masked already. */
export function valueAt(text: string, start: number, kind: ValueKind): ValueSpan | undefined {
  const from = endOf(lineBreak, text, start) ?? start;
  const quoted = quotedAt(text, from);
  if (quoted) return isHarmless(text, quoted.start, quoted.end) ? undefined : quoted;
  const block = blockAt(text, start);
  if (block) return isHarmless(text, block.start, block.end) ? undefined : block;
  if ((kind === 'sentence' || kind === 'value') && endOf(prose, text, start) !== undefined) return undefined;
  const pattern = kind === 'header' ? headerValue : kind === 'parameter' ? parameterValue : bareValue;
  const bareEnd = endOf(pattern, text, from) ?? from;
  return isHarmless(text, from, bareEnd) ? undefined : { start: from, end: bareEnd, isQuoted: false };
}

function blockAt(text: string, start: number): ValueSpan | undefined {
  const from = endOf(blockStart, text, start);
  if (from === undefined) return undefined;
  const [indent = ''] = /^[ \t]+/.exec(text.slice(from, from + 200)) ?? [];
  let end = from;
  while (end < text.length && (text.startsWith(indent, end) || /[\r\n]/.test(text.charAt(end)))) {
    const next = text.indexOf('\n', end);
    end = next < 0 ? text.length + 1 : next + 1;
  }
  return { start: from + indent.length, end: end - 1, isQuoted: true };
}
