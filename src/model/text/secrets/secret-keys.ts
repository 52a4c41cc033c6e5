import { readableText } from './readings.ts';

/** Names of secrets, with their words joined. */
const secretNames =
  /pass(?:word|wd|phrase|code)s?|secrets?|(?:api|private|secret|access|signing|encryption|auth|master|session|shared|account|deploy|ssh|hmac|consumer|storage|subscription|functions|servicerole)keys?|(?:access|refresh|auth|id|session|bearer|api|bot|csrf|xsrf|security)token|credentials?|authorization|cookies?|jwt|connectionstring|resumeurls?|mnemonic|(?:seed|recovery)phrase|recoverycodes?/;

const secretEnd = new RegExp(`(?:${secretNames.source})$`);

/** Words that are secret as a name's last word, but not as its last letters. */
const secretWords: ReadonlySet<string> = new Set(['token', 'pwd', 'pass', 'bearer']);

/** Tokens that page through a list or control a language model. */
const harmlessTokens: ReadonlySet<string> = new Set(
  'page next continuation cancellation cancel eos bos pad stop'.split(' '),
);

/** Last words after which a secret name is still secret: `passwordHash`, `secret_value`, `token2`. */
const variants: ReadonlySet<string> = new Set(
  'hash digest value raw plain plaintext encrypted base64 confirm confirmation'.split(' '),
);

const queryNames: ReadonlySet<string> = new Set('sig sign signature key hmac auth sas otp pw'.split(' '));

const longestKey = 120;

/** How much of a name is read: colours and escapes make it longer than it looks. */
const longestWritten = 2000;
const mostRemembered = 5000;
const remembered = new Map<string, boolean>();

/** Whether a value with this name is a secret: `password`, `X-Api-Key`, `resumeUrl`; not `maxTokens`. */
export function isSecretKey(key: string): boolean {
  const known = remembered.get(key);
  if (known !== undefined) return known;
  const isSecret = key !== 'PWD' && key !== 'OLDPWD' && hasSecretName(wordsOf(key));
  if (remembered.size >= mostRemembered) remembered.clear();
  if (key.length <= longestKey) remembered.set(key, isSecret);
  return isSecret;
}

/** The same for a URL's parameter, where a bare `key` or `sig` is secret too. */
export function isSecretParameter(name: string): boolean {
  return isSecretKey(name) || queryNames.has(wordsOf(name).at(-1) ?? '');
}

/** Whether a value tells how many there are: `cookies: 3`, `pass: 12`. */
export function isCount(key: string, value: string): boolean {
  return /^\d{1,3}$/.test(value) && /(?:^pass|(?:[^s]s))$/i.test(key);
}

/** Stricter, for files that may hold no secret: also `tokenFile` and `secretStore`. */
export function mentionsSecret(name: string): boolean {
  const word = wordsOf(name).join('');
  return word.includes('token') || secretNames.test(word) || isSecretParameter(name);
}

function wordsOf(key: string): readonly string[] {
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
