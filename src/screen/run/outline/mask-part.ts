import type { ReadableText } from '../../../model/text/cut-text.ts';
import { findSecrets } from '../../../model/text/redact.ts';
import { secretHeaderOf } from '../../../model/text/secrets/secret-columns.ts';
import { mask } from '../../../model/text/secrets/secret-value.ts';

type Place = { readonly start: number; readonly end: number };

/** The units read around a part of a text to find the secrets that begin before it or end after it. */
const contextUnits = 16_384;
const nameUnits = 512;

/** The places of the secrets that lie in a part of a long text, or across its ends. */
export function secretsIn(text: ReadableText, start: number, end: number): readonly Place[] {
  const before = withHeader(text, contextBefore(text, start), start);
  const shift = start - before.length;
  return findSecrets(before + text.slice(start, end + contextUnits))
    .map(secret => ({ start: secret.start + shift, end: secret.end + shift }))
    .filter(secret => secret.end > start && secret.start < end);
}

/** A line that begins at `at`, with a mask for every secret in it, and for every part of one. */
export function maskPart(line: string, at: number, secrets: readonly Place[]): string {
  let masked = '';
  let done = 0;
  for (const { start, end } of secrets) {
    const from = Math.max(done, start - at);
    const to = Math.min(line.length, end - at);
    if (from >= to) continue;
    masked += line.slice(done, from) + mask;
    done = to;
  }
  return masked + line.slice(done);
}

/** Where the part may be rows of a table: below the names of its columns, from the line that follows. */
function withHeader(text: ReadableText, before: string, start: number): string {
  if (before.length === start) return before;
  const header = secretHeaderOf(text.slice(0, contextUnits));
  if (header === undefined) return before;
  return `${header}\n${before.slice(before.indexOf('\n') + 1)}`;
}

const separator = /[\s"'`,&<>]/;
const lastSeparator = /[\s"'`,&<>](?=[^\s"'`,&<>]*$)/;

/** What stands before a part. Where that is one long value: where it begins, with its name, and its end. */
function contextBefore(text: ReadableText, start: number): string {
  const near = text.slice(Math.max(0, start - contextUnits), start);
  if (near.length === start || separator.test(near)) return near;
  let from = start - near.length;
  while (from > 0) {
    const before = Math.max(0, from - contextUnits);
    const found = text.slice(before, from).search(lastSeparator);
    from = found < 0 ? before : before + found + 1;
    if (found >= 0) break;
  }
  return text.slice(Math.max(0, from - nameUnits), from + nameUnits) + near;
}
