import type { Line } from './line-file.ts';
import { type OtlpLine, parseLine } from './otlp-line.ts';

/** Joins the lines of an indented JSON text, as pretty printers write it. */
export type MultilineJson = {
  /** Takes a line that is not JSON by itself; returns the content if it ends a text. */
  readonly take: (
    text: string,
    line: Line,
  ) => { readonly content: OtlpLine; readonly line: Line } | undefined;
  /** How many lines since the last call are part of no text. */
  readonly takeUnreadCount: () => number;
  /** How many lines form an unfinished text. */
  readonly waiting: () => number;
  /** Drops the unfinished text, and returns the number of its lines. */
  readonly drop: () => number;
};

/** The longest text that is held while its end is missing. */
const maxBytes = 256 * 1024 * 1024;

export function createMultilineJson(): MultilineJson {
  let parts: string[] = [];
  let offset = 0;
  let bytes = 0;
  let unread = 0;

  function drop(): number {
    const count = parts.length;
    parts = [];
    bytes = 0;
    return count;
  }

  return {
    take(text, line) {
      const trimmed = text.trimEnd();
      if (isFirst(trimmed)) {
        unread += drop();
        offset = line.offset;
      } else if (parts.length === 0) {
        unread += 1;
        return undefined;
      }
      parts.push(text);
      bytes += line.bytes;
      if (bytes > maxBytes) unread += drop();
      if (trimmed !== '}' && trimmed !== ']') return undefined;
      const content = parseLine(parts.join('\n'));
      const count = drop();
      if (content) return { content, line: { offset, bytes: line.offset + line.bytes - offset } };
      unread += count;
      return undefined;
    },
    takeUnreadCount() {
      const count = unread;
      unread = 0;
      return count;
    },
    waiting: () => parts.length,
    drop,
  };
}

/** The first line of an indented object or list, perhaps after a byte order mark. */
function isFirst(text: string): boolean {
  return /^\uFEFF?[[{]$/.test(text);
}
