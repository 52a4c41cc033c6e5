export const longestLine = 1000;

/** The start of the line after the one at `at`, or the text's length; `feed` is the next line feed or -1. */
export function nextLineStart(text: string, at: number, feed: number): number {
  const cut = at + longestLine;
  if (feed >= 0 && feed <= cut) return feed + 1;
  if (cut >= text.length) return text.length;
  return isLowSurrogate(text, cut) ? cut - 1 : cut;
}

function isLowSurrogate(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return unit >= 0xdc00 && unit <= 0xdfff;
}
