/** A text that is not percent-encoded, as people write `%`, is taken literally. */
export function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
