const longestLine = 1000;
const linesPerMark = 128;

/** A text cut into lines of bounded length, found again by index without cutting the whole text up. */
export type TextLines = {
  readonly text: string;
  readonly count: number;
  /** Where every 128th line starts. */
  readonly marks: readonly number[];
};

/** Reads the text once and keeps one number for every 128 lines. */
export function createTextLines(text: string): TextLines {
  const marks: number[] = [];
  let count = 0;
  let at = 0;
  do {
    if (count % linesPerMark === 0) marks.push(at);
    count += 1;
    at = nextStart(text, at);
  } while (at < text.length);
  return { text, count, marks };
}

export function lineAt(lines: TextLines, index: number): string {
  const { text } = lines;
  let at = lines.marks[Math.floor(index / linesPerMark)] ?? text.length;
  for (let skip = index % linesPerMark; skip > 0; skip -= 1) at = nextStart(text, at);
  const next = nextStart(text, at);
  const line = text.slice(at, Math.min(next, text.length));
  return line.replace(/\r?\n$/, '');
}

/** Where the line after the one that starts at `at` starts; the end of the text when there is none. */
function nextStart(text: string, at: number): number {
  const cut = at + longestLine;
  const feed = text.slice(at, cut).indexOf('\n');
  if (feed >= 0) return at + feed + 1;
  if (cut >= text.length) return text.length;
  if (text[cut] === '\n') return cut + 1;
  return isLowSurrogate(text, cut) ? cut - 1 : cut;
}

function isLowSurrogate(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return unit >= 0xdc00 && unit <= 0xdfff;
}
