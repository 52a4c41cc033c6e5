/**
 * What the program itself may write besides text: cursor, erase, scroll, style, the modes that the device
 * owns, and the questions for the terminal's background.
 */
const ours =
  /\u001B\[(?:\?(?:1049|25|2004|7|2026|2031)[hl]|[\d;]*[A-HJKLMPSTXdm@r]|c)|\u001B\]11;\?\u001B\\/y;

const harmful = /[\u0000-\u001F\u007F-\u009F\u200E\u200F\u2028-\u202E\u2066-\u2069\uFEFF]/;

/** The sequences and control characters in a terminal's input that the program has no business to write. */
export function strayOutput(raw: string): readonly string[] {
  const stray: string[] = [];
  let index = 0;
  while (index < raw.length) {
    ours.lastIndex = index;
    const own = ours.exec(raw)?.[0] ?? (/[\r\n]/.test(raw[index] ?? '') ? raw[index] : undefined);
    if (own === undefined && harmful.test(raw[index] ?? '')) stray.push(raw.slice(index, index + 12));
    index += own?.length ?? 1;
  }
  return stray;
}
