const escapes: Readonly<Record<string, string>> = { '\t': '\\t', '\n': '\\n', '\r': '\\r', '\\': '\\\\' };

/** Joins values by tabs; escapes tab, newline, carriage return and backslash inside a value. */
export function toTsvLine(values: readonly unknown[]): string {
  return values.map(toTsvValue).join('\t');
}

function toTsvValue(value: unknown): string {
  if (value === undefined || value === null) return '';
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return text.replace(/[\t\n\r\\]/g, char => escapes[char] ?? char);
}
