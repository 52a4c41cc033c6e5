import type xterm from '@xterm/headless';
import stringWidth from 'string-width';

const joinBit = 1;
const widthShift = 1;
const widthMask = 3;

const widths = new Map<number, 0 | 1 | 2>();

function wcwidth(codePoint: number): 0 | 1 | 2 {
  const known = widths.get(codePoint);
  if (known !== undefined) return known;
  const measured = stringWidth(String.fromCodePoint(codePoint));
  const width = measured === 0 || measured === 2 ? measured : 1;
  widths.set(codePoint, width);
  return width;
}

/**
 * A mark joins the character before it; the number packs the width and whether it joined, as the terminal
 * wants it.
 */
function charProperties(codePoint: number, preceding: number): number {
  const width = wcwidth(codePoint);
  const before = (preceding >> widthShift) & widthMask;
  const joins = width === 0 && before > 0;
  return ((joins ? before : width) << widthShift) | (joins ? joinBit : 0);
}

/**
 * Widths as most terminals have them today: each code point by itself, emoji wide, sequences not joined. What
 * the terminal brings along is older than emoji.
 */
export function setModernWidths(terminal: xterm.Terminal): void {
  terminal.unicode.register({ version: 'modern', wcwidth, charProperties });
  terminal.unicode.activeVersion = 'modern';
}
