import { displayWidth, sliceColumns, truncateMiddle, truncateText } from '../../../model/text/width.ts';

/** Cuts target names to `width` columns in the first way that keeps them all different. */
export function shortNames(names: readonly string[], width: number): (name: string) => string {
  const cuts = [cutSharedOf(names), truncateMiddle, truncateStart, truncateText];
  const best = cuts.find(cut => new Set(names.map(name => cut(name, width))).size === new Set(names).size);
  return name => (best ?? truncateMiddle)(name, width);
}

/** Cuts the prefix that a name shares with another: `…otlp` for `shop~otlp` beside `shop~restate`. */
function cutSharedOf(names: readonly string[]) {
  return (name: string, width: number) => {
    const shared = Math.max(
      0,
      ...names.filter(other => other !== name).map(other => sharedWords(name, other)),
    );
    const columns = displayWidth(name);
    if (columns <= width || shared === 0) return truncateMiddle(name, width);
    const from = Math.min(displayWidth(name.slice(0, shared)), columns - width + 1);
    return `…${truncateText(sliceColumns(name, from, columns), width - 1)}`;
  };
}

const wordCharacter = () => /[\p{L}\p{N}]/u;

/** The length of the common prefix, up to the end of a word. */
function sharedWords(name: string, other: string): number {
  let length = 0;
  while (length < name.length && name[length] === other[length]) length += 1;
  const shared = name.slice(0, length);
  return wordCharacter().test(name.charAt(length)) ? shared.replace(/[\p{L}\p{N}]+$/u, '').length : length;
}

function truncateStart(text: string, width: number): string {
  const columns = displayWidth(text);
  return columns <= width ? text : `…${sliceColumns(text, columns - width + 1, columns)}`;
}
