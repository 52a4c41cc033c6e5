import { lineWidth, sliceLine } from './columns.ts';

export type Dialog = {
  /** The lines of the frame that hold the dialog's borders. */
  readonly top: number;
  readonly bottom: number;
  readonly title: string;
  /** Without the borders and the blank column inside of them, and without the title. */
  readonly lines: readonly string[];
};

/** The box over the screen, found by its corners. */
export function readDialog(frame: readonly string[]): Dialog | undefined {
  const top = frame.findIndex(line => /╭─+╮/u.test(line));
  const [, before = '', border = ''] = /^(.*?)(╭─+╮)/u.exec(frame[top] ?? '') ?? [];
  const left = lineWidth(before);
  const right = left + border.length;
  const length = frame.slice(top).findIndex(line => sliceLine(line, left, right) === bottomOf(border));
  if (border === '' || length < 0) return undefined;
  const lines = frame
    .slice(top + 1, top + length)
    .map(line => sliceLine(line, left + 2, right - 2).trimEnd());
  return { top, bottom: top + length, title: lines[0] ?? '', lines: lines.slice(1) };
}

function bottomOf(border: string): string {
  return border.replace('╭', '╰').replace('╮', '╯');
}
