/** As much of an error as a row of the table holds; its details keep it whole. */
export const errorLineUnits = 1_000;

/**
 * The first line of an error's message that is not blank, as far as rows hold it; no pair of surrogates is
 * torn.
 */
export function errorLine(message: string): string {
  const blank = /^\s*[\r\n]/.exec(message.slice(0, errorLineUnits))?.[0].length ?? 0;
  const line = message.slice(blank, blank + errorLineUnits).split(/\r\n|\r|\n/, 1)[0] ?? '';
  return line.length === errorLineUnits ? line.replace(/[\uD800-\uDBFF]$/, '') : line;
}
