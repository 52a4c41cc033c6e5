const escapes: Readonly<Record<string, string>> = { '\t': '\\t', '\n': '\\n', '\r': '\\r', '\\': '\\\\' };

/**
 * One line of tab-separated values; tab, newline, carriage return and backslash inside a value are escaped.
 */
export function toTsvLine(values: readonly unknown[]): string {
  return values.map(toTsvValue).join('\t');
}

function toTsvValue(value: unknown): string {
  if (value === undefined || value === null) return '';
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return text.replace(/[\t\n\r\\]/g, char => escapes[char] ?? char);
}
