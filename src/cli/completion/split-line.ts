/**
 * A command line up to the cursor: the whole words, and the one being typed, both as the command would get
 * them.
 */
export type TypedLine = {
  readonly words: readonly string[];
  readonly current: string;
  /** The quote that the current word is still inside of. */
  readonly quote: '' | '"' | "'";
};

/**
 * Splits a line as a shell does, without expanding anything; what follows the last `|`, `;` or `&` counts.
 */
export function splitLine(line: string): TypedLine {
  let words: string[] = [];
  let current: string | undefined;
  let quote: TypedLine['quote'] = '';
  for (let index = 0; index < line.length; index += 1) {
    const char = line.charAt(index);
    if (quote === "'") {
      if (char === "'") quote = '';
      else current += char;
    } else if (char === '\\') {
      index += 1;
      current = (current ?? '') + line.charAt(index);
    } else if (quote === '"') {
      if (char === '"') quote = '';
      else current += char;
    } else if (char === '"' || char === "'") {
      quote = char;
      current ??= '';
    } else if (/[|;&]/.test(char)) {
      words = [];
      current = undefined;
    } else if (/\s/.test(char)) {
      if (current !== undefined) words.push(current);
      current = undefined;
    } else {
      current = (current ?? '') + char;
    }
  }
  return { words, current: current ?? '', quote };
}
