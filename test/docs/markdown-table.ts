export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const toLine = (cells: readonly string[]) =>
    `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [toLine(headings), `|${headings.map(() => '---|').join('')}`, ...rows.map(toLine)].join('\n');
}
