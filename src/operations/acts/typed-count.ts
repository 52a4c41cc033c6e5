/** From so many runs on, their number is typed to confirm an act. */
const typedFrom = 10;

export function isCountTyped(runs: number): boolean {
  return runs >= typedFrom;
}

/** The number that a text means, with or without commas; `undefined` for any other text. */
export function parseTypedCount(text: string): number | undefined {
  const digits = text.trim().replaceAll(',', '');
  return /^\d{1,9}$/u.test(digits) ? Number(digits) : undefined;
}
