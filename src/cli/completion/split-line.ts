/** A command line up to the cursor: the complete words and the one being typed, without their quotes. */
export type TypedLine = {
  readonly words: readonly string[];
  readonly current: string;
  /** The quote that is still open in the current word. */
  readonly quote: '' | '"' | "'";
};

/** Splits the part of a line after its last `|`, `;` or `&` as a shell does, without expanding anything. */
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
