/** As many lines of wrapped rows as fit, all of the row under the cursor among them if possible. */
export function linesAround(
  rows: readonly (readonly string[])[],
  index: number,
  height: number,
): readonly string[] {
  const before = rows.slice(0, index).flat().length;
  const end = before + (rows[index]?.length ?? 0);
  const top = Math.min(before, Math.max(0, end - height));
  return rows.flat().slice(top, top + height);
}
