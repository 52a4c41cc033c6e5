import { readableStart } from './readable-start.ts';
import { findSecrets } from './redact.ts';

/**
 * The start of a text, at most so many UTF-16 units, between code points. Ends before a secret that would no
 * longer be recognised once it is cut.
 */
export function cutText(text: string, units: number): string {
  if (text.length <= units) return text;
  const start = readableStart(text, units).text;
  return start.slice(0, safeCut(start, units)).replace(/[\uD800-\uDBFF]$/, '');
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
