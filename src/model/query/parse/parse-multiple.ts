/** Parses `3x` and `1.5×` to a number; `undefined` for any other text. */
export function parseMultiple(text: string): number | undefined {
  const found = /^\s*(\d+(?:\.\d*)?(?:e[+-]?\d+)?)\s*[x×]$/iu.exec(text);
  const value = Number(found?.[1] ?? Number.NaN);
  return Number.isFinite(value) ? value : undefined;
}

/** The shortest text that `parseMultiple` reads back exactly. */
export function formatMultiple(value: number): string {
  return `${value}x`;
}
