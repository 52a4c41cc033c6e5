import { startOf } from './masked-start.ts';
import { readableStart } from './readable-start.ts';
import type { ReadableText } from './readable-text.ts';
import { findSecrets } from './redact.ts';

/** The units before a cut in which a secret may begin that it cuts. */
const readBefore = 64 * 1024;

/**
 * The start of a text that is masked later, at most so many UTF-16 units, between code points. Ends before a
 * secret that would no longer be recognised once it is cut.
 */
export function cutText(text: ReadableText, units: number): string {
  if (text.length <= units) return text.slice(0);
  const from = Math.max(0, units - readBefore);
  const around = readableStart(from === 0 ? text : text.slice(from), units - from).text;
  return text.slice(0, from) + startOf(around, safeCut(around, units - from));
}

function safeCut(text: string, units: number): number {
  const secrets = findSecrets(text).filter(({ start }) => start < units);
  for (let cut = units; ; ) {
    const found = findSecrets(text.slice(0, cut));
    const bare = secrets.find(({ start, end }) => {
      const shownEnd = Math.min(end, cut);
      return start < cut && !found.some(one => one.start <= start && one.end >= shownEnd);
    });
    if (bare === undefined) return cut;
    cut = bare.start;
  }
}
