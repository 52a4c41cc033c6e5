import { memoText } from '../../memo.ts';
import { readableText } from './readings.ts';
import { mask, matchEnd, quotedAt, type Report } from './secret-value.ts';

/** Names of secrets, with joined words. */
const secretNames =
  /pass(?:word|wd|phrase|code)s?|secrets?|(?:api|private|secret|access|signing|encryption|auth|master|session|shared|account|deploy|ssh|hmac|consumer|storage|subscription|functions|servicerole)keys?|(?:access|refresh|auth|id|session|bearer|api|bot|csrf|xsrf|security)token|credentials?|authorization|cookies?|jwt|connectionstring|resumeurls?|mnemonic|(?:seed|recovery)phrase|recoverycodes?/;

const secretEnd = new RegExp(`(?:${secretNames.source})$`);

/** Secret as the last word of a name, not as its last letters. */
const secretWords: ReadonlySet<string> = new Set(['token', 'pwd', 'pass', 'bearer']);

/** Tokens of paging and of language models. */
const harmlessTokens: ReadonlySet<string> = new Set(
  'page next continuation cancellation cancel eos bos pad stop'.split(' '),
);

/** Last words after which a name stays secret: `passwordHash`, `secret_value`, `token2`. */
const variants: ReadonlySet<string> = new Set(
  'hash digest value raw plain plaintext encrypted base64 confirm confirmation'.split(' '),
);

const queryNames: ReadonlySet<string> = new Set('sig sign signature key hmac auth sas otp pw'.split(' '));

const longestKey = 120;

/** Colours and escapes make a name longer than it looks. */
const longestWritten = 2000;
const mostRemembered = 5000;

/** Whether a value with this name is a secret: `password`, `X-Api-Key`, `resumeUrl`; not `maxTokens`. */
export function isSecretKey(key: string): boolean {
  return key.length <= longestKey ? isSecretOnce(key) : isSecretWord(key);
}

const isSecretOnce = memoText(isSecretWord, mostRemembered);

function isSecretWord(key: string): boolean {
  return key !== 'PWD' && key !== 'OLDPWD' && hasSecretName(keyWords(key));
}

/** In a URL, a bare `key` or `sig` is a secret too. */
export function isSecretParameter(name: string): boolean {
  return isSecretKey(name) || queryNames.has(keyWords(name).at(-1) ?? '');
}

/** Whether a value is a number of items: `cookies: 3`, `pass: 12`. */
export function isCount(key: string, value: string): boolean {
  return /^\d{1,3}$/.test(value) && /(?:^pass|(?:[^s]s))$/i.test(key);
}

/** Stricter, for files without any secret: includes `tokenFile` and `secretStore`. */
export function mentionsSecret(name: string): boolean {
  const word = keyWords(name).join('');
  return word.includes('token') || secretNames.test(word) || isSecretParameter(name);
}

function keyWords(key: string): readonly string[] {
  return readableText(key.slice(-longestWritten))
    .slice(-longestKey)
    .replace(/([a-z\d])(?=[A-Z])/g, '$1 ')
    .replace(/([A-Z])(?=[A-Z][a-z])/g, '$1 ')
    .toLowerCase()
    .split(/[^a-z\d]+|(?<=[a-z])\d+$/)
    .filter(word => word !== '');
}

function hasSecretName(words: readonly string[]): boolean {
  const last = words.at(-1);
  if (last === undefined) return false;
  if (variants.has(last) && words.length > 1) return hasSecretName(words.slice(0, -1));
  if (last === 'token' && harmlessTokens.has(words.at(-2) ?? '')) return false;
  return secretWords.has(last) || secretEnd.test(words.join(''));
}

/** Whether a member is secret by its name or by one beside it: `{"name": "Cookie", "value": …}`. */
export function isSecretMember(parent: object, key: string): boolean {
  if (Array.isArray(parent)) {
    const at = Number(key);
    if (isOption(parent[at - 1]) && /^[^-]/.test(String(parent[at]))) return true;
    if (at % 2 === 0 || parent.length % 2 > 0) return false;
    if (isSecretPair(parent, at)) return true;
    return parent.length === 2 ? isSecretName(parent[0]) : isHeaderName(parent[at - 1]);
  }
  if (isSecretKey(key)) return true;
  return namesBesideOf(key).some(beside => isSecretName(Reflect.get(parent, beside)));
}

/** Members that may name the one with this key. */
export function namesBesideOf(key: string): readonly string[] {
  return /^(?:(?:old|new|from|to|previous|current)_?)?values?$/i.test(key) ? besideNames : [];
}

const besideNames = 'name key header field parameter param variable property attribute Name Key'.split(' ');

function isSecretName(word: unknown): boolean {
  if (typeof word !== 'string' || word.length > longestName) return false;
  const name = readableText(word);
  return /^[\w.-]{1,100}$/.test(name) && isSecretKey(name);
}

/** Names and values alternate in a list of headers. */
function isHeaderName(word: unknown): boolean {
  return typeof word === 'string' && headerName.test(word) && isSecretKey(word);
}

const headerName = /^(?:(?:proxy-)?authorization|(?:set-)?cookie|x-[a-z\d-]{1,60}|api-key|private-token)$/i;

/** A value follows its option in a list of words. */
function isOption(word: unknown): boolean {
  return typeof word === 'string' && /^--?[a-z][\w.-]{1,60}$/i.test(word) && isSecretKey(word);
}

const longestName = 2000;

const mostItems = 400;
const longestList = 4_000;

const name = /^[A-Za-z][\w.-]{0,60}$/;
/** May be a column name, so that the list has names alone. */
const word = /^[A-Za-z]+(?:[_-][A-Za-z]+)*$/;

/** Whether names and values alternate in a list, and the item before is a secret name. */
export function isSecretPair(list: readonly unknown[], at: number): boolean {
  const before = list[at - 1];
  if (typeof before !== 'string' || !name.test(before) || !isSecretKey(before)) return false;
  if (at % 2 === 0 || list.length % 2 > 0 || list.length > mostItems) return false;
  const isPaired = list.every(
    (item, index) => index % 2 > 0 || (typeof item === 'string' && name.test(item)),
  );
  return (
    isPaired && list.some((item, index) => index % 2 > 0 && !(typeof item === 'string' && word.test(item)))
  );
}

const firstItem = /\s*[bBrRuUfF@$]{0,2}\\{0,15}["'`]{1,3}[A-Za-z]/y;
const namedItem = /(\\{0,15}["'])[A-Za-z][\w.-]{0,60}\1,\s{0,80}/y;

export function findFlatPairs(text: string, report: Report): void {
  for (let open = text.indexOf('['); open >= 0; open = text.indexOf('[', open + 1)) {
    if (matchEnd(firstItem, text, open + 1) === undefined) continue;
    const list = listAt(text, open);
    const words = list.map(({ start, end }) => text.slice(start, end));
    for (const [at, item] of list.entries()) {
      const before = list[at - 1]?.from ?? open;
      if (at % 2 === 0 || item.start === item.end || before - open > longestList) continue;
      if (matchEnd(namedItem, text, before) !== item.from) continue;
      if (words[at] !== mask && isSecretPair(words, at)) report(item.start, item.end);
    }
  }
}

type Item = { readonly from: number; readonly start: number; readonly end: number };

/** The items of a list of quoted texts, numbers and literals; empty for any other. */
function listAt(text: string, open: number): readonly Item[] {
  const items: Item[] = [];
  for (let from = afterBlanks(text, open + 1); items.length <= mostItems; ) {
    const quoted = quotedAt(text, from);
    const end = quoted?.end ?? matchEnd(literal, text, from);
    if (end === undefined) return [];
    items.push({ from, start: quoted?.start ?? from, end });
    const next = afterBlanks(text, quoted ? end + quoted.start - from : end);
    if (text.charAt(next) !== ',') return text.charAt(next) === ']' ? items : [];
    from = afterBlanks(text, next + 1);
  }
  return [];
}

const literal = /(?:[-+\d.e]+|true|false|null|undefined|True|False|None)(?![\w.])/y;
const blanks = /\s*/y;

function afterBlanks(text: string, at: number): number {
  return matchEnd(blanks, text, at) ?? at;
}
