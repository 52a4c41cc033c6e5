import { isCount, isSecretKey, isSecretParameter } from './secret-keys.ts';
import {
  closingQuote,
  isHarmless,
  isKeyBefore,
  mask,
  matchEnd,
  quotedAt,
  type Report,
  secretValueAt,
  type ValueKind,
} from './secret-value.ts';

/**
 * The sign between a name, with its quote and bracket, and a value: `password=`, `"apiKey": `, `\"token\":`,
 * `user[password]=`. Looks for the sign first, because a text has fewer signs than names.
 */
const assignment =
  /(?<=(?<![\w$.-])(-{0,2}[\w$][\w$.-]*)(\\{0,15}["'`])?(\*{0,2}\]{0,2}[ \t]*))(?:=>|:=(?!=)|[:=](?![:=]|\/\/))[ \t]*/g;

const flag = /(?<![\w-])(-{1,2}[A-Za-z][\w.-]*)[ \t]+(?!-)/g;

/** Words of a message after an option: `the --token option`. */
const prose =
  /^(?:is|was|are|has|or|and|to|for|from|with|in|on|of|the|a|an|not|option|flag|argument|must|can|may|if|as|needs|requires|takes|excludes?)\b/i;

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

/** Returns the end of the value, or where it would begin. */
function findValue(text: string, { at, name, quote }: Name, start: number, report: Report): number {
  if (/[{[]/.test(text.charAt(start))) return findInContainer(text, start, quote, report);
  const value = secretValueAt(text, start, kindOfValueAt(text, at, name));
  if (value === undefined) return start;
  if (!value.isQuoted && isCount(name, text.slice(value.start, Math.min(value.end, value.start + 5))))
    return start;
  report(value.start, value.end, value.isQuoted ? '' : quote);
  return value.end;
}

/** Finds values of command options: `--token abc`. */
export function findFlags(text: string, report: Report): void {
  for (const match of text.matchAll(flag)) {
    const start = match.index + match[0].length;
    if (!isSecretKey(match[1] ?? '') || prose.test(text.slice(start, start + 12))) continue;
    const value = secretValueAt(text, start, 'value');
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
  // "unexpected token" of a parser is about no secret, and `://token:` names a user or a host.
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

function kindOfValueAt(text: string, at: number, name: string): ValueKind {
  if (isParameter(text, at)) return 'parameter';
  if (/(?:authorization|cookie)$/i.test(name)) return 'header';
  return text.charAt(at - 1) === ' ' && /[a-z]/i.test(text.charAt(at - 2)) ? 'sentence' : 'value';
}

const longestContainer = 100_000;

/** A quote, a bracket, or a number that is an item or a member. */
const containerSign =
  /\\{0,15}["'`]|[[\]{}]|(?=[-\d])(?<=[:,[](?:\s|\\{1,15}[nrt]){0,40})-?\d[\d.eE+-]*(?=(?:\s|\\{1,15}[nrt]){0,40}(?:[,\]}]|$))/g;

/** Finds texts and numbers in a container with a secret name, and returns its end. */
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
      const value = isKeyBefore(text, end) ? undefined : secretValueAt(text, match.index, 'value');
      if (value) report(value.start, value.end);
      sign.lastIndex = after;
    }
  }
  return last;
}

/** Notations without a sign before `value`; `name`, if any, must be that of a secret. */
const notations: readonly RegExp[] = [
  // <password>abc</password>
  /<(?<name>[A-Za-z][\w:.-]{0,80})(?:\s[^<>]{0,500})?>(?<value>[^<>]+)<\//dg,
  // curl -u user:password
  /\b(?:curl|wget|https?)\b[^\n]{0,500}?[ \t](?:-u|--user|--proxy-user)(?:[ \t]+|=)["']?[^\s:"'/]{1,100}:(?<value>(?!\d{1,5}(?!\S))[^\s"']+)/dg,
  /\bsshpass[ \t]+-p[ \t]*["']?(?<value>[^\s"']+)/dg,
  // A file of netrc.
  /\blogin\s{1,20}\S{1,200}\s{1,20}password\s{1,20}(?<value>\S+)/dg,
  // ENV PASSWORD abc
  /\b(?:ENV|setenv|set)[ \t]+(?<name>[A-Z][A-Z\d_]{1,80})[ \t]+(?!(?:to|in|on|as|and|or|before|after|for|from|with|by|is|was|not|if|when|first|missing)\b)(?<value>[^\s=]\S*)/dg,
  // A part of a form.
  /\bname="(?<name>[\w.-]{1,100})"\r?\n(?:[^\r\n]{1,200}\r?\n){0,3}\r?\n(?<value>[^\r\n]+)/dg,
  // <add key="password" value="abc"/>
  /\b(?:name|key)=(?<quote>\\{0,15}["'])(?<name>[\w.:-]{1,100})\k<quote>(?:\s{1,20}[\w:-]{1,40}=\k<quote>[^"'<>]{0,100}\k<quote>){0,4}\s{1,20}value=\k<quote>(?<value>[^"'<>\\]+)/dg,
  // ALTER USER ada PASSWORD 'abc'
  /\b(?:password|passwd|passphrase|identified by)[ \t]+'(?<value>[^'\n]+)'/dgi,
];

/** A name and a value as two members, two items of a list of headers, or an entry. */
const pair =
  /(?<quote>\\{0,15}["'])(?:(?:name|key|header|field|param|parameter|variable|property|attribute)\k<quote>[ \t]*:[ \t]*\k<quote>(?<name>[\w.-]{1,100})\k<quote>,\s*\k<quote>value\k<quote>[ \t]*:\s*|(?<header>(?:proxy-)?authorization|(?:set-)?cookie|x-[a-z\d-]{1,60}|api-key|private-token)\k<quote>,\s*|(?<option>--?[a-z][\w.-]{1,60})\k<quote>,\s*(?!\k<quote>-)|(?<=[[,]\s{0,80}[[(]\s{0,20}\\{0,15}["'])(?<first>[\w.-]{1,100})\k<quote>,\s*)(?=\k<quote>)/gi;

/** Finds secrets that no sign separates from their names. */
export function findNotations(text: string, report: Report): void {
  for (const notation of notations) {
    for (const { groups = {}, indices } of text.matchAll(notation)) {
      const { name, value = '' } = groups;
      const [start, end] = indices?.groups?.value ?? [0, 0];
      const isSecret = name === undefined || isSecretKey(name);
      if (isSecret && value.trim() !== '' && !value.startsWith(mask)) report(start, end);
    }
  }
  if (/["']/.test(text)) findPairs(text, report);
}

function findPairs(text: string, report: Report): void {
  for (const match of text.matchAll(pair)) {
    const { name, header = '', option, first } = match.groups ?? {};
    const value = quotedAt(text, match.index + match[0].length);
    if (!value || value.end === value.start || text.startsWith(mask, value.start)) continue;
    const isSecret =
      (name ?? option) !== undefined
        ? isSecretKey(name ?? option ?? '')
        : first !== undefined
          ? isSecretKey(first) && isLastInList(text, value.end)
          : isSecretKey(header) && !isKeyBefore(text, value.end);
    if (isSecret) report(value.start, value.end);
  }
}

function isLastInList(text: string, end: number): boolean {
  return (
    end >= text.length ||
    /^\\{0,15}["'](?:\s|\\{1,15}n){0,40},?(?:\s|\\{1,15}n){0,40}[\])]/.test(text.slice(end, end + 200))
  );
}

const insert = /\binto\s{1,20}[^\s(),;]{1,200}\s{0,20}\(([^()]{1,4000})\)\s{0,200}values\s{0,200}(?=\()/gi;
const between = /\s{0,200},\s{0,200}(?=\()/y;
const quoted = /'(?:[^'\\]|''|\\[\s\S])*'|"(?:[^"\\]|""|\\[\s\S])*"/y;
const other = /[^'"(),;]+/y;

/** Finds texts that SQL inserts into columns with secret names. */
export function findInserts(text: string, report: Report): void {
  insert.lastIndex = 0;
  for (let match = insert.exec(text); match; match = insert.exec(text)) {
    const names = (match[1] ?? '').split(',').map(name => name.replace(/[\s"'`[\]\\]/g, ''));
    const isSecret = names.map(isSecretKey);
    if (!isSecret.includes(true)) continue;
    for (let at: number | undefined = insert.lastIndex; at !== undefined; ) {
      // Continues after the rows, which cannot be another statement.
      insert.lastIndex = findInValues(text, at, isSecret, report);
      at = matchEnd(between, text, insert.lastIndex);
    }
  }
}

/** Returns the end of a row that begins with a bracket, or where it breaks off. */
function findInValues(text: string, from: number, isSecret: readonly boolean[], report: Report): number {
  let depth = 0;
  let column = 0;
  let at = from;
  do {
    const sign = text.charAt(at);
    const end = matchEnd(quoted, text, at);
    if (end !== undefined) {
      if (isSecret[column] && !isHarmless(text, at + 1, end - 1)) report(at + 1, end - 1);
      at = end;
      continue;
    }
    if (/['";]/.test(sign)) return at;
    if (sign === '(') depth += 1;
    else if (sign === ')') depth -= 1;
    else if (sign === ',' && depth === 1) column += 1;
    at = matchEnd(other, text, at) ?? at + 1;
  } while (depth > 0 && at < text.length);
  return at;
}
