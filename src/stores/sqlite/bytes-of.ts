/** How many bytes the texts of these columns are together, in SQL; `octet_length` does not read them, and is NULL of NULL. */
export function bytesOf(columns: readonly string[]): string {
  return columns.map(column => `coalesce(octet_length(${column}), 0)`).join(' + ');
}
