import { inspect } from 'node:util';

/** A secret as programs write it. Every letter is invented, in a way that can be repeated. */
export type MadeUpSecret = {
  readonly kind: string;
  /** What nobody may read, in `text` as it is. */
  readonly value: string;
  readonly text: string;
};

const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789';

/** More than twenty kinds of secrets. Another seed makes up other values. */
export function madeUpSecrets(seed = 1): readonly MadeUpSecret[] {
  const next = numbers(seed);
  const make = (length: number, from = letters) =>
    Array.from({ length }, () => from[next() % from.length] ?? '').join('');
  const value = () => `Zq${make(22)}`;
  const as = (kind: string, secret: string, write: (secret: string) => string): MadeUpSecret => ({
    kind,
    value: secret,
    text: write(secret),
  });
  const jwtParts = [{ alg: 'HS256' }, { sub: make(12), iat: 1 }].map(part => base64url(JSON.stringify(part)));
  const pemBody = Array.from({ length: 3 }, () => make(40)).join('\n');
  return [
    as('key of a model provider', `sk-proj-${make(32)}`, key => `calls with ${key} failed`),
    as('key of a code host', `ghp_${make(36)}`, key => `git uses ${key}`),
    as('key of a cloud', `AKIA${make(16, 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789')}`, key => `access by ${key}.`),
    as('key of a payment service', `sk_${'live'}_${make(24)}`, key => `charged through ${key}`),
    as('key of a chat', `xoxb-${make(12)}-${make(24)}`, key => `posts as ${key}`),
    as('authorization header', value(), secret => `Authorization: Bearer ${secret}`),
    as('bearer in a sentence', value(), secret => `the call sent Bearer ${secret} to the host`),
    as('basic credentials', base64(`ada:${value()}`), secret => `tried Basic ${secret}`),
    as('cookie', value(), secret => `Cookie: sid=${secret}; theme=dark`),
    as('cookie that is set', value(), secret => `Set-Cookie: sid=${secret}; Path=/; HttpOnly`),
    as('password in an address', value(), secret => `GET https://ada:${secret}@files.example.com/a failed`),
    as('database address', value(), secret => `postgres://app:${secret}@db.example.com:5432/shop`),
    as('connection string', value(), secret => `Server=db;User Id=sa;Password=${secret};Encrypt=true`),
    as('web token', [...jwtParts, make(32)].join('.'), token => `session ${token} expired`),
    as('private key', pemBody, body => `-----BEGIN PRIVATE KEY-----\n${body}\n-----END PRIVATE KEY-----`),
    as('webhook of a chat', make(24), secret => `https://hooks.slack.com/services/T0AB/B0CD/${secret}`),
    as('webhook of a forum', make(40), secret => `https://discord.com/api/webhooks/123456/${secret}`),
    as('signature', make(40), secret => `GET https://x.example.com/a?X-Amz-Signature=${secret}&page=2`),
    as('key in an address', value(), secret => `GET /v1/things?api_key=${secret}`),
    as('environment variable', value(), secret => `DB_PASSWORD=${secret} NODE_ENV=test`),
    as('JSON', value(), secret => JSON.stringify({ user: 'ada', password: secret, id: 1 })),
    as('YAML', value(), secret => `user: ada\npassword: ${secret}\nid: 1`),
    as('inspected object', value(), secret => inspect({ user: 'ada', apiKey: secret, id: 1 })),
    as('header', value(), secret => `X-Api-Key: ${secret}`),
    as('option of a command', value(), secret => `deploy --token ${secret} --region eu`),
  ];
}

/** A way to write a secret that reads the same, or that is decoded before it is read. */
export type WrittenForm = {
  readonly name: string;
  readonly write: (secret: MadeUpSecret) => string;
};

const color = (code: number, text: string) => `\x1b[${code}m${text}\x1b[39m`;
const asUnicode = (char: string) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
const asPercent = (char: string) => `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
const eachOf = (text: string, change: (char: string) => string) => Array.from(text, change).join('');
const nested = (text: string, levels: number): string =>
  levels === 0 ? text : JSON.stringify({ id: 7, body: nested(text, levels - 1) });

/** Puts a sign between all characters: of the value, and of the name before it. */
const splitBy = (sign: string) => ({
  write: ({ text }: MadeUpSecret) => Array.from(text).join(sign),
});

export const writtenForms: readonly WrittenForm[] = [
  { name: 'plain', write: ({ text }) => text },
  {
    name: 'coloured, with its quotes',
    write: ({ text, value }) => {
      const [, quote = ''] = new RegExp(`(["']?)${escapeRegExp(value)}`).exec(text) ?? [];
      return text.replace(quote + value + quote, whole => color(32, whole));
    },
  },
  { name: 'coloured whole', write: ({ text }) => color(31, text) },
  { name: 'every character coloured', write: ({ text }) => eachOf(text, char => color(36, char)) },
  {
    name: 'as a hyperlink',
    write: ({ text, value }) => text.replace(value, `\x1b]8;;https://x.example.com\x07${value}\x1b]8;;\x07`),
  },
  { name: 'split by zero-width spaces', ...splitBy('\u200b') },
  { name: 'split by soft hyphens', ...splitBy('\u00ad') },
  { name: 'split by bidi characters', ...splitBy('\u202d') },
  { name: 'split by NUL', ...splitBy('\0') },
  {
    name: 'value split by a carriage return',
    write: ({ text, value }) => text.replace(value, `${value.slice(0, 9)}\r${value.slice(9)}`),
  },
  {
    name: 'value split by a carriage return, in JSON',
    write: ({ text, value }) => nested(text.replace(value, `${value.slice(0, 9)}\r${value.slice(9)}`), 2),
  },
  { name: 'percent-encoded', write: ({ text }) => encodeURIComponent(text) },
  { name: 'percent-encoded twice', write: ({ text }) => encodeURIComponent(encodeURIComponent(text)) },
  { name: 'percent-encoded, every character', write: ({ text }) => eachOf(text, asPercent) },
  {
    name: 'percent-encoded, every third character',
    write: ({ text }) =>
      Array.from(text, (char, at) => (at % 3 === 1 || char === '%' ? asPercent(char) : char)).join(''),
  },
  {
    name: 'as a parameter of an address',
    write: ({ text }) => `/search?q=${encodeURIComponent(text)}&page=2`,
  },
  {
    name: 'as a parameter of a form',
    write: ({ text }) => `q=${encodeURIComponent(text).replaceAll('%20', '+')}&page=2`,
  },
  { name: 'in JSON', write: ({ text }) => nested(text, 1) },
  { name: 'in JSON in JSON', write: ({ text }) => nested(text, 2) },
  { name: 'in JSON, three levels', write: ({ text }) => nested(text, 3) },
  {
    name: 'coloured, in JSON',
    write: ({ text }) =>
      nested(
        eachOf(text, char => color(33, char)),
        1,
      ),
  },
  { name: 'escaped for JSON', write: ({ text }) => eachOf(text, asUnicode) },
  {
    name: 'escaped for JSON, every third character',
    write: ({ text }) => Array.from(text, (char, at) => (at % 3 === 1 ? asUnicode(char) : char)).join(''),
  },
  { name: 'escaped for HTML', write: ({ text }) => eachOf(text, char => `&#${char.charCodeAt(0)};`) },
];

/** The pieces of a secret that give it away: every six characters in a row. */
const tellingLength = 6;

/** The pieces of a secret that somebody who decodes the output can read; empty where nothing leaks. */
export function leakedPieces(output: string, { value }: MadeUpSecret): readonly string[] {
  const pieces = value.split('\n').flatMap(line => windows(line));
  const readings = readingsOf(output);
  return pieces.filter(piece => readings.some(reading => reading.includes(piece)));
}

/** The kinds of the secrets of which a piece can be read: for many secrets and long outputs. */
export function leakedSecrets(output: string, secrets: readonly MadeUpSecret[]): readonly string[] {
  const { kinds, starts } = indexOf(secrets);
  const leaked = new Set<string>();
  for (const reading of readingsOf(output)) {
    for (let at = 0, hash = 0; at < reading.length; at += 1) {
      hash = hashNext(hash, reading.charCodeAt(at));
      if (starts[hash] === 0) continue;
      const kind = kinds.get(reading.slice(at - 2, at - 2 + tellingLength));
      if (kind !== undefined) leaked.add(kind);
    }
  }
  return [...leaked];
}

type Index = { readonly kinds: ReadonlyMap<string, string>; readonly starts: Uint8Array };

const indexes = new WeakMap<readonly MadeUpSecret[], Index>();

/** The pieces of all secrets, and which three characters they begin with: six bits of each. */
function indexOf(secrets: readonly MadeUpSecret[]): Index {
  const known = indexes.get(secrets);
  if (known) return known;
  const kinds = new Map<string, string>();
  const starts = new Uint8Array(0x40000);
  for (const { kind, value } of secrets) {
    for (const piece of value.split('\n').flatMap(windows)) {
      kinds.set(piece, kind);
      starts[[0, 1, 2].reduce((hash, at) => hashNext(hash, piece.charCodeAt(at)), 0)] = 1;
    }
  }
  indexes.set(secrets, { kinds, starts });
  return { kinds, starts };
}

function hashNext(hash: number, code: number): number {
  return ((hash << 6) | (code & 63)) & 0x3ffff;
}

/** The last output that was read: it is searched for one secret after another. */
let last: { readonly output: string; readonly readings: readonly string[] } | undefined;

/** What a reader gets out of a text who removes what cannot be seen, and decodes as long as that helps. */
function readingsOf(output: string): readonly string[] {
  if (last?.output !== output) last = { output, readings: [...new Set(readAll(output))] };
  return last.readings;
}

function readAll(output: string): readonly string[] {
  const readings: string[] = [output];
  for (let text = output, round = 0; round < 8; round++) {
    const visible = text
      .replace(/\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b\[[\d;:]*[A-Za-z]/g, '')
      .replace(/[\0\b\r\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, '');
    const decoded = visible
      .replace(/\\+u([\da-f]{4})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
      .replace(/\\+r(?!\\+n)/g, '')
      .replace(/%([\da-f]{2})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
      .replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
    readings.push(visible, decoded);
    if (decoded === text) break;
    text = decoded;
  }
  return readings;
}

function windows(line: string): readonly string[] {
  const count = Math.max(1, line.length - tellingLength + 1);
  return Array.from({ length: count }, (_, at) => line.slice(at, at + tellingLength));
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

function base64url(text: string): string {
  return Buffer.from(text).toString('base64url');
}

function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

/** A sequence of whole numbers that looks random (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
}
