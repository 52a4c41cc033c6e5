import { mask } from './mask.ts';

/** Keys with a recognizable format: of model providers, code hosts, clouds, chat and payment services. */
const keyShapes: readonly RegExp[] = [
  /sk-[\w-]{20,}/,
  /[srp]k_(?:live|test)_\w{8,}/,
  /whsec_[\w+/=]{16,}/,
  /gh[opusr]_\w{20,}/,
  /github_pat_\w{20,}/,
  /glpat-[\w-]{16,}/,
  /npm_\w{30,}/,
  /hf_\w{30,}/,
  /xox[a-z]-[\w-]{10,}/,
  /xapp-[\w-]{10,}/,
  /shp(?:at|ca|pa|ss)_\w{20,}/,
  /dop_v1_\w{20,}/,
  /ya29\.[\w-]{20,}/,
  /AIza[\w-]{30,}/,
  /A(?:KI|SI)A[A-Z\d]{16}(?![A-Za-z\d])/,
  /SG\.[\w-]{16,}\.[\w-]{16,}/,
];

const anyKey = new RegExp(`(?<![A-Za-z\\d])(?:${keyShapes.map(shape => shape.source).join('|')})`, 'g');

const jsonWebToken = /(?<![\w-])eyJ[\w-]{5,}\.[\w-]+(?:\.[\w-]*){1,3}/g;

const privateKey =
  /-----BEGIN [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----|$)/g;

/** URLs that are secrets: anyone who has one can post. */
const webhook =
  /(\/\/hooks\.slack\.com\/(?:services|workflows|triggers)\/|\/api\/webhooks\/\d+\/)[^\s"'<>\\]+/g;

/** A password in a URL; it may contain `@`, but not `/`. */
const userInfo = /(?<![a-z\d+.-])([a-z][a-z\d+.-]*:\/\/[^\s/?#"'<>@:]*:)([^\s/?#"'<>]+)@/gi;

const scheme = /(?<![\w-])(bearer|basic)([ \t]+|%20)([^\s,;"'`\\<>)\]}]+)/gi;

/** Words that follow `bearer` in prose. */
const prose =
  /^(?:auth\w*|tokens?|scheme|realm|header|format|type|credentials?|is|was|in|or|and|not|required|missing|error|invalid)\b[.:!?]?$/i;

/** Masks private keys and passwords in URLs. They contain blanks and colons, so they come first. */
export function maskBlocks(text: string, count: () => void): string {
  const hide = hider(count);
  return text
    .replace(privateKey, hide)
    .replace(userInfo, (all, start: string, password: string) =>
      password.startsWith(mask) ? all : `${start}${hide()}@`,
    );
}

/** Masks secrets by their format, whatever their name. Calls `count` for each. */
export function maskShapes(text: string, count: () => void): string {
  const hide = hider(count);
  return text
    .replace(webhook, (all, start: string) => (all.endsWith(mask) ? all : start + hide()))
    .replace(scheme, (all, name: string, gap: string, value: string) =>
      isCredential(name, value) ? name + gap + hide() : all,
    )
    .replace(jsonWebToken, hide)
    .replace(anyKey, hide);
}

function hider(count: () => void): () => string {
  return () => {
    count();
    return mask;
  };
}

function isCredential(name: string, value: string): boolean {
  if (value.startsWith(mask) || prose.test(value)) return false;
  return name.toLowerCase() === 'bearer' || isUserAndPassword(value);
}

function isUserAndPassword(value: string): boolean {
  if (value.length < 4 || !/^[\w+/-]+={0,2}$/.test(value)) return false;
  const decoded = Buffer.from(value.slice(0, 400), 'base64').toString('latin1');
  return decoded.includes(':') && /^[\x20-\x7e\xa0-\xff]*$/.test(decoded);
}
