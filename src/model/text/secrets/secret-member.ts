import { isSecretPair } from './flat-pairs.ts';
import { readableText } from './readings.ts';
import { isSecretKey } from './secret-keys.ts';

/** By the member's own name or the one beside it: `{"name": "Cookie", "value": …}`, `["Cookie", …]`. */
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

/** The members whose text may say that the one with this key is a secret. */
export function namesBesideOf(key: string): readonly string[] {
  return /^(?:(?:old|new|from|to|previous|current)_?)?values?$/i.test(key) ? besideNames : [];
}

const besideNames = 'name key header field parameter param variable property attribute Name Key'.split(' ');

function isSecretName(word: unknown): boolean {
  if (typeof word !== 'string' || word.length > longestName) return false;
  const name = readableText(word);
  return /^[\w.-]{1,100}$/.test(name) && isSecretKey(name);
}

/** In a list of headers, names and values alternate. */
function isHeaderName(word: unknown): boolean {
  return typeof word === 'string' && headerName.test(word) && isSecretKey(word);
}

const headerName = /^(?:(?:proxy-)?authorization|(?:set-)?cookie|x-[a-z\d-]{1,60}|api-key|private-token)$/i;

/** In a list of the words of a command, a value follows its option. */
function isOption(word: unknown): boolean {
  return typeof word === 'string' && /^--?[a-z][\w.-]{1,60}$/i.test(word) && isSecretKey(word);
}

const longestName = 2000;
