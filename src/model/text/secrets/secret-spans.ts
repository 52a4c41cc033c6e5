import type { Reading } from './read-characters.ts';
import { findAssignments, findFlags, findInserts, findNotations } from './secret-assignments.ts';
import { findColumns } from './secret-columns.ts';
import { findFlatPairs } from './secret-keys.ts';
import { mask, type Report } from './secret-value.ts';

export type SecretSpan = {
  readonly start: number;
  readonly end: number;
  /** Surrounds the mask, so that a number becomes a text of JSON. */
  readonly quote: string;
};

/** The secrets of all readings in order; overlapping ones are joined. */
export function secretSpans(readings: Iterable<Reading>): readonly SecretSpan[] {
  const found: SecretSpan[] = [];
  for (const { text, toSource } of readings) {
    const report = (from: number, to: number, quote = '') => {
      const [start, end] = toSource(from, to);
      found.push({ start, end, quote });
    };
    findAssignments(text, report);
    findFlags(text, report);
    findNotations(text, report);
    findColumns(text, report);
    findFlatPairs(text, report);
    findInserts(text, report);
    findShapes(text, report);
  }
  return mergeSpans(found);
}

function mergeSpans(found: SecretSpan[]): readonly SecretSpan[] {
  if (found.every(({ start }, index) => start >= (found[index - 1]?.end ?? 0))) return found;
  found.sort((a, b) => a.start - b.start || a.end - b.end);
  const merged: SecretSpan[] = [];
  for (const span of found) {
    const last = merged.at(-1);
    if (last === undefined || span.start >= last.end) merged.push(span);
    else if (span.end > last.end) merged[merged.length - 1] = { ...last, end: span.end };
  }
  return merged;
}

/** Keys by their format: of model providers, code hosts, clouds, chat and payment services. */
const keyShapes: readonly RegExp[] = [
  /sk-[\w-]{20,}/,
  /[srp]k_(?:live|test)_\w{8,}/,
  /whsec_[\w+/=]{16,}/,
  /gh[opusr]_\w{20,}/,
  /github_pat_\w{20,}/,
  /gl(?:pat|rt|dt|ptt)-[\w-]{16,}/,
  /npm_\w{30,}/,
  /pypi-[\w-]{20,}/,
  /dckr_pat_[\w-]{20,}/,
  /hf_\w{30,}/,
  /gsk_\w{30,}/,
  /(?:xai|pplx|nvapi)-[\w-]{30,}/,
  /r8_\w{30,}/,
  /xox[a-z]-[\w-]{10,}/,
  /xapp-[\w-]{10,}/,
  /shp(?:at|ca|pa|ss)_\w{20,}/,
  /do[opr]_v1_\w{20,}/,
  /ya29\.[\w-]{20,}/,
  /GOCSPX-[\w-]{20,}/,
  /AIza[\w-]{30,}/,
  /A(?:KI|SI)A[A-Z\d]{16}(?![A-Za-z\d])/,
  /SG\.[\w-]{16,}\.[\w-]{16,}/,
  /hvs\.[\w-]{20,}/,
  /tskey-[\w-]{16,}/,
  /lin_api_\w{20,}/,
  /sntrys_[\w+/=-]{20,}/,
  /rl_[\da-f]{12}_[\da-f]{20,}/,
];

const anyKey = new RegExp(`(?<![A-Za-z\\d])(?:${keyShapes.map(shape => shape.source).join('|')})`, 'g');

const jsonWebToken = /(?<![\w-])eyJ[\w-]{5,}\.[\w-]+(?:\.[\w-]*){1,3}/g;

const privateKey =
  /-----BEGIN [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----|$)/g;

/** URLs that let anyone post. */
const webhook =
  /(?:\/\/hooks\.slack\.com\/(?:services|workflows|triggers)\/|\/api\/webhooks\/\d+\/|\/\/hooks\.zapier\.com\/hooks\/|\.webhook\.office\.com\/webhookb2\/|\/\/api\.telegram\.org\/bot)([^\s"'<>\\]+)/g;

/** A password in a URL, which may contain `@`, and `/`, `?` and `#` unless a port precedes. */
const userInfo =
  /(?<=(?<![a-z\d+.-])[a-z][a-z\d+.-]*):\/\/[^\s/?#"'<>@:]*:([^\s/?#"'<>]+|(?!\d{0,5}[/?#])[^\s"'<>@]{1,200})@/gi;

const scheme = /(?<![\w-])(bearer|basic)(?:[ \t]+|%20|\+)([^\s,;"'`\\<>)\]}\x00-\x1f\x7f-\x9f]+)/gi;

/** Words after `bearer` in prose. */
const prose =
  /^(?:auth\w*|tokens?|scheme|realm|header|format|type|credentials?|is|was|has|in|or|and|of|the|an?|to|with|for|from|on|not|must|should|required|missing|error|invalid)\b[.:!?]?$|^realm=/i;

const placeholder = /^(?:\$\{?[A-Z_][A-Z\d_]*\}?|\w{0,3}…)$/;

/** Finds private keys, passwords in URLs, and everything known by its format. */
function findShapes(text: string, report: Report): void {
  findMatches(text, privateKey, report);
  findLastPart(text, userInfo, 1, report);
  findLastPart(text, webhook, 0, report);
  for (const match of text.matchAll(scheme)) {
    const [whole, name = '', value = ''] = match;
    const start = match.index + whole.length - value.length;
    const length = name.toLowerCase() === 'bearer' ? bearerLength(value) : basicLength(value);
    if (length > 0) report(start, start + length);
  }
  findMatches(text, jsonWebToken, report);
  findMatches(text, anyKey, report);
}

function findMatches(text: string, pattern: RegExp, report: Report): void {
  for (const match of text.matchAll(pattern)) report(match.index, match.index + match[0].length);
}

/** Finds the group that ends `before` characters before the match. */
function findLastPart(text: string, pattern: RegExp, before: number, report: Report): void {
  for (const match of text.matchAll(pattern)) {
    const [whole, part = ''] = match;
    const end = match.index + whole.length - before;
    if (part !== mask) report(end - part.length, end);
  }
}

function bearerLength(value: string): number {
  if (value.startsWith(mask) || prose.test(value) || placeholder.test(value)) return 0;
  return value.length;
}

/** Base64 of name and password; the next parameter of an address may follow. */
function basicLength(value: string): number {
  const [base64 = ''] = /^[\w+/-]{4,}={0,2}/.exec(value) ?? [];
  const decoded = Buffer.from(base64.slice(0, 400), 'base64').toString('latin1');
  return decoded.includes(':') && /^[\x20-\x7e\xa0-\xff]*$/.test(decoded) ? base64.length : 0;
}
