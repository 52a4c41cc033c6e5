import { closingQuote, isKeyBefore } from './quoted-text.ts';
import { isCount, isSecretKey, isSecretParameter } from './secret-keys.ts';
import { type ValueKind, valueAt } from './secret-value.ts';

/** Receives the place of a secret, and the quotes that its mask needs to stay JSON. */
export type Report = (start: number, end: number, quote?: string) => void;

/**
 * The sign before a value, after a name, its closing quote and bracket: `password=`, `"apiKey": `,
 * `\"token\":`, `user[password]=`. Looks for the sign first: a text has fewer signs than names.
 */
const assignment =
  /(?<=(?<![\w$.-])(-{0,2}[\w$][\w$.-]*)(\\{0,15}["'`])?(\*{0,2}\]{0,2}[ \t]*))(?:=>|:=(?!=)|[:=](?![:=]|\/\/))[ \t]*/g;

const flag = /(?<![\w-])(-{1,2}[A-Za-z][\w.-]*)[ \t]+(?!-)/g;

/** What a message uses after an option: `the --token option`. */
const prose =
  /^(?:is|was|are|has|or|and|to|for|from|with|in|on|of|the|a|an|not|option|flag|argument|must|can|may|if|as|needs|requires|takes|excludes?)\b/i;

/** Finds the values of secret names in any notation. */
export function findAssignments(text: string, report: Report): void {
  assignment.lastIndex = 0;
  for (let match = assignment.exec(text); match; match = assignment.exec(text)) {
    const [, name = '', quote = '', bracket = ''] = match;
    const at = match.index - bracket.length - quote.length - name.length;
    if (!isSecretHere(text, at, name)) continue;
    assignment.lastIndex = findValue(text, { at, name, quote }, assignment.lastIndex, report);
  }
}

type Name = { readonly at: number; readonly name: string; readonly quote: string };

/** Returns where the value ends, or where it would begin. */
function findValue(text: string, { at, name, quote }: Name, start: number, report: Report): number {
  if (/[{[]/.test(text.charAt(start))) return findInContainer(text, start, quote, report);
  const value = valueAt(text, start, kindOf(text, at, name));
  if (value === undefined) return start;
  if (!value.isQuoted && isCount(name, text.slice(value.start, Math.min(value.end, value.start + 5))))
    return start;
  report(value.start, value.end, value.isQuoted ? '' : quote);
  return value.end;
}

/** Finds the values of options of commands: `--token abc`. */
export function findFlags(text: string, report: Report): void {
  for (const match of text.matchAll(flag)) {
    const start = match.index + match[0].length;
    if (!isSecretKey(match[1] ?? '') || prose.test(text.slice(start, start + 12))) continue;
    const value = valueAt(text, start, 'value');
    if (value) report(value.start, value.end);
  }
}

/** `API key: …` */
const secondWord = /^(?:key|word|phrase|string|url)s?$/i;

function isSecretHere(text: string, at: number, name: string): boolean {
  if (isParameter(text, at)) return isSecretParameter(name);
  const isSecret = isSecretKey(name);
  if (!isSecret && !secondWord.test(name)) return false;
  const before = text.slice(Math.max(0, at - 16), at);
  // A parser's message such as "unexpected token" is not about a secret; `://token:` names a user or a host.
  if (/(?:\b(?:unexpected|unrecognized|near)\s["'`]?|:\/\/)$/i.test(before)) return false;
  if (
    name === 'secret' &&
    /:secretsmanager:[\w-]{0,40}:\d{0,20}:$/.test(text.slice(Math.max(0, at - 80), at))
  )
    return false;
  if (isSecret) return true;
  const [, first] = /([A-Za-z]+)[ ]$/.exec(before) ?? [];
  return first !== undefined && isSecretKey(first + name);
}

function isParameter(text: string, at: number): boolean {
  return /[?&]/.test(text.charAt(at - 1));
}

function kindOf(text: string, at: number, name: string): ValueKind {
  if (isParameter(text, at)) return 'parameter';
  if (/(?:authorization|cookie)$/i.test(name)) return 'header';
  return text.charAt(at - 1) === ' ' && /[a-z]/i.test(text.charAt(at - 2)) ? 'sentence' : 'value';
}

const longestContainer = 100_000;

/** A quote, a bracket, or a number that is an item of a list or the value of a member. */
const containerSign =
  /\\{0,15}["'`]|[[\]{}]|(?=[-\d])(?<=[:,[](?:\s|\\{1,15}[nrt]){0,40})-?\d[\d.eE+-]*(?=(?:\s|\\{1,15}[nrt]){0,40}(?:[,\]}]|$))/g;

/** Finds the texts and numbers in a list or an object that a secret name holds, and returns where it ends. */
function findInContainer(text: string, start: number, quote: string, report: Report): number {
  const sign = new RegExp(containerSign);
  const last = Math.min(text.length, start + longestContainer);
  let depth = 0;
  sign.lastIndex = start;
  for (let match = sign.exec(text); match && match.index < last; match = sign.exec(text)) {
    const [found] = match;
    if (found === '[' || found === '{') depth++;
    else if (found === ']' || found === '}') {
      depth--;
      if (depth === 0) return sign.lastIndex;
    } else if (/\d$/.test(found)) report(match.index, sign.lastIndex, quote);
    else {
      const from = sign.lastIndex;
      const end = closingQuote(text, from, found);
      const after = end + found.length;
      const value = isKeyBefore(text, end) ? undefined : valueAt(text, match.index, 'value');
      if (value) report(value.start, value.end);
      sign.lastIndex = after;
    }
  }
  return last;
}
