import type { Line } from './line-file.ts';
import { type OtlpLine, parseLine } from './otlp-line.ts';

/**
 * Puts together a JSON text that stands indented over several lines, as people and pretty printers write it.
 */
export type MultilineJson = {
  /** Takes a line that is no request by itself; what all of them are, when it is the last of such a text. */
  readonly take: (
    text: string,
    line: Line,
  ) => { readonly content: OtlpLine; readonly line: Line } | undefined;
  /** How many lines there were, since it was asked last, that belong to no such text. */
  readonly passedOver: () => number;
  /** How many lines wait for the rest. */
  readonly waiting: () => number;
  /** Begins anew; how many lines were waiting for the rest. */
  readonly giveUp: () => number;
};

/** As much as is held while the end is waited for. */
const mostBytes = 256 * 1024 * 1024;

export function createMultilineJson(): MultilineJson {
  let parts: string[] = [];
  let offset = 0;
  let bytes = 0;
  let unread = 0;

  function giveUp(): number {
    const count = parts.length;
    parts = [];
    bytes = 0;
    return count;
  }

  return {
    take(text, line) {
      const trimmed = text.trimEnd();
      if (isFirst(trimmed)) {
        unread += giveUp();
        offset = line.offset;
      } else if (parts.length === 0) {
        unread += 1;
        return undefined;
      }
      parts.push(text);
      bytes += line.bytes;
      if (bytes > mostBytes) unread += giveUp();
      if (trimmed !== '}' && trimmed !== ']') return undefined;
      const content = parseLine(parts.join('\n'));
      const count = giveUp();
      if (content) return { content, line: { offset, bytes: line.offset + line.bytes - offset } };
      unread += count;
      return undefined;
    },
    passedOver() {
      const count = unread;
      unread = 0;
      return count;
    },
    waiting: () => parts.length,
    giveUp,
  };
}

/** The start of an indented object or list, perhaps behind a byte order mark. */
function isFirst(text: string): boolean {
  return /^\uFEFF?[[{]$/.test(text);
}
