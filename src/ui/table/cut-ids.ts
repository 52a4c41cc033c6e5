import { truncateMiddle, truncateText } from '../../model/text/width.ts';

/** Cuts ids to `width` columns: in the middle or, where that makes them equal, the beginning they share. */
export function cutIds(ids: readonly string[], width: number): (id: string) => string {
  const middle = (id: string) => truncateMiddle(id, width);
  if (isDifferent(ids, middle)) return middle;
  const shared = sharedLength(ids);
  const tail = (id: string) => truncateText(`${id.slice(0, Math.min(4, shared))}…${id.slice(shared)}`, width);
  return isDifferent(ids, tail) ? tail : middle;
}

function isDifferent(ids: readonly string[], cut: (id: string) => string): boolean {
  return new Set(ids.map(cut)).size === new Set(ids).size;
}

/** The length of the beginning that all ids share, not inside of a character. */
function sharedLength([first = '', ...others]: readonly string[]): number {
  let length = 0;
  for (const character of first) {
    const next = first.slice(0, length + character.length);
    if (!others.every(other => other.startsWith(next))) break;
    length = next.length;
  }
  return length;
}
