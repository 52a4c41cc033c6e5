/** The longest error message kept in a row, in UTF-16 units. The run's details keep all of it. */
export const errorLineUnits = 1_000;

/** The first non-blank line of an error's message, cut to `errorLineUnits` between code points. */
export function errorLine(message: string): string {
  const blank = /^\s*[\r\n]/.exec(message.slice(0, errorLineUnits))?.[0].length ?? 0;
  const line = message.slice(blank, blank + errorLineUnits).split(/\r?\n/, 1)[0] ?? '';
  return line.length === errorLineUnits ? line.replace(/[\uD800-\uDBFF]$/, '') : line;
}
