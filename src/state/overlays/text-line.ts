import type { Key } from '../keys/keymap.ts';

/** A line of text being typed; `caret` counts the UTF-16 units before it. */
export type EditedLine = { readonly text: string; readonly caret: number };

let segmenter: Intl.Segmenter | undefined;

/** Made on first use: the first one of a process takes up to 20 ms. */
function graphemes(text: string): Intl.Segments {
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  return segmenter.segment(text);
}

/** Where the character that the user sees before the caret begins. */
function before({ text, caret }: EditedLine): number {
  if (caret <= 0) return 0;
  return graphemes(text).containing(caret - 1)?.index ?? caret - 1;
}

function after({ text, caret }: EditedLine): number {
  const segment = graphemes(text).containing(caret);
  return segment ? segment.index + segment.segment.length : text.length;
}

function wordBefore({ text, caret }: EditedLine): number {
  const found = /[^\s,:]+[\s,:]*$|[\s,:]+$/u.exec(text.slice(0, caret));
  return found ? found.index : 0;
}

function cut(line: EditedLine, from: number, to: number): EditedLine {
  return { text: line.text.slice(0, from) + line.text.slice(to), caret: from };
}

const edits: Readonly<Record<Key, (line: EditedLine) => EditedLine>> = {
  backspace: line => cut(line, before(line), line.caret),
  delete: line => cut(line, line.caret, after(line)),
  'ctrl+d': line => cut(line, line.caret, after(line)),
  'ctrl+w': line => cut(line, wordBefore(line), line.caret),
  'ctrl+u': line => cut(line, 0, line.caret),
  'ctrl+k': line => cut(line, line.caret, line.text.length),
  left: line => ({ ...line, caret: before(line) }),
  right: line => ({ ...line, caret: after(line) }),
  home: line => ({ ...line, caret: 0 }),
  'ctrl+a': line => ({ ...line, caret: 0 }),
  end: line => ({ ...line, caret: line.text.length }),
  'ctrl+e': line => ({ ...line, caret: line.text.length }),
};

/** The line after a key, as shells edit theirs; `undefined` when the key does not edit. */
export function editLine(line: EditedLine, key: Key): EditedLine | undefined {
  const edit = edits[key];
  if (edit) return edit(line);
  return undefined;
}

export function insertText(line: EditedLine, text: string): EditedLine {
  return {
    text: line.text.slice(0, line.caret) + text + line.text.slice(line.caret),
    caret: line.caret + text.length,
  };
}
