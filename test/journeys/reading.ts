/** A text, which may go on in the next line; or a pattern in the lines of the screen. */
export type Reading = string | RegExp;

const border = '│';
const runRow = /^[▌▏]? *•? *[✔✖●○◐◇⊘] /u;

export function isRead(screen: readonly string[], reading: Reading): boolean {
  if (reading instanceof RegExp) return reading.test(screen.join('\n'));
  return textsOf(screen).some(text => text.includes(withSingleBlanks(reading)));
}

/** The rows of the table of runs, also where the detail is beside it. */
export function runRows(screen: readonly string[]): readonly string[] {
  return screen.map(line => line.split(border)[0] ?? '').filter(line => runRow.test(line));
}

/** What is beside each other between borders, each from top to bottom. */
function textsOf(screen: readonly string[]): readonly string[] {
  const rows = screen.map(line => line.split(border));
  const columns = Math.max(...rows.map(parts => parts.length));
  return Array.from({ length: columns }, (_, at) =>
    withSingleBlanks(rows.map(parts => parts[at] ?? '').join('\n')),
  );
}

function withSingleBlanks(text: string): string {
  return text.replaceAll(/\s+/gu, ' ');
}
