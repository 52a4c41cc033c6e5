/**
 * What the program itself may write besides text: cursor, erase, scroll, style, the modes that the device
 * owns, and the questions for the terminal's background and keyboard.
 */
const ours =
  /\u001B\[(?:\?(?:1049|25|2004|7|2026|2031)[hl]|[\d;]*[A-HJKLMPSTXdm@r]|c|\?u|>1u|<u)|\u001B\]11;\?\u001B\\/y;

const harmful = /[\u0000-\u001F\u007F-\u009F\u200E\u200F\u2028-\u202E\u2066-\u2069\uFEFF]/g;

/** The sequences and control characters in a terminal's input that the program has no business to write. */
export function strayOutput(raw: string): readonly string[] {
  const stray: string[] = [];
  harmful.lastIndex = 0;
  for (let found = harmful.exec(raw); found !== null; found = harmful.exec(raw)) {
    const { index } = found;
    ours.lastIndex = index;
    const own = ours.exec(raw)?.[0] ?? (/[\r\n]/.test(found[0]) ? found[0] : undefined);
    if (own === undefined) stray.push(raw.slice(index, index + 12));
    harmful.lastIndex = index + (own?.length ?? 1);
  }
  return stray;
}
