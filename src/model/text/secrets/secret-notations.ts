import { mask } from '../mask.ts';
import { isKeyBefore, quotedAt } from './quoted-text.ts';
import type { Report } from './secret-assignments.ts';
import { isSecretKey } from './secret-keys.ts';

/** Notations without a sign between `name`, where that has to be checked, and `value`. */
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

/** Members that are a name and a value, each with a name of its own; parts of a list of headers; an entry. */
const pair =
  /(?<quote>\\{0,15}["'])(?:(?:name|key|header|field|param|parameter|variable|property|attribute)\k<quote>[ \t]*:[ \t]*\k<quote>(?<name>[\w.-]{1,100})\k<quote>,\s*\k<quote>value\k<quote>[ \t]*:\s*|(?<header>(?:proxy-)?authorization|(?:set-)?cookie|x-[a-z\d-]{1,60}|api-key|private-token)\k<quote>,\s*|(?<option>--?[a-z][\w.-]{1,60})\k<quote>,\s*(?!\k<quote>-)|(?<=[[,]\s{0,80}[[(]\s{0,20}\\{0,15}["'])(?<first>[\w.-]{1,100})\k<quote>,\s*)(?=\k<quote>)/gi;

/** Finds secrets where no sign stands between their name and them. */
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
