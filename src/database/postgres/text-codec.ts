/**
 * PostgreSQL's text cannot hold U+0000: it becomes U+0001 U+0001, and U+0001 itself U+0001 U+0002, which
 * keeps the order of texts. A lone surrogate becomes U+FFFD, as in UTF-8.
 */
export function encodeText(text: string): string {
  return /[\0\u0001]/.test(text)
    ? text.replaceAll('\u0001', '\u0001\u0002').replaceAll('\0', '\u0001\u0001')
    : text;
}

export function encodeValue<Value>(value: Value): Value | string {
  return typeof value === 'string' ? encodeText(value) : value;
}

export function decodeText(text: string): string {
  return text.includes('\u0001')
    ? text.replace(/\u0001([\u0001\u0002])/g, (_, second) => (second === '\u0001' ? '\0' : '\u0001'))
    : text;
}

export function decodeRow<Row extends object>(row: Row): Row {
  if (!Object.values(row).some(isEncoded)) return row;
  const decoded = Object.entries(row).map(([column, value]) => [column, decodeValue(value)]);
  return { ...row, ...Object.fromEntries(decoded) };
}

function isEncoded(value: unknown): boolean {
  return Array.isArray(value) ? value.some(isEncoded) : typeof value === 'string' && value.includes('\u0001');
}

function decodeValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(decodeValue);
  return typeof value === 'string' ? decodeText(value) : value;
}
