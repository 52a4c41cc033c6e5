const quote = 0x22;
const backslash = 0x5c;

type Nesting = { readonly levels: number; readonly containers: number };

/** How deep a JSON text is nested and how many lists and objects it has; stops where a limit is passed. */
export function measureNesting(text: string, limits: Nesting): Nesting {
  let depth = 0;
  let levels = 0;
  let containers = 0;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit === quote) at = endOfString(text, at);
    // `[` and `{`, and what closes them, differ in one bit each.
    else if ((unit | 0x20) === 0x7b) {
      depth += 1;
      containers += 1;
      levels = Math.max(levels, depth);
      if (levels > limits.levels || containers > limits.containers) break;
    } else if ((unit | 0x20) === 0x7d) depth -= 1;
  }
  return { levels, containers };
}

/** The place of the quote that ends a string, or the end of a text that is cut. */
function endOfString(text: string, start: number): number {
  for (let from = start + 1; ; ) {
    const end = text.indexOf('"', from);
    if (end < 0) return text.length;
    let before = end - 1;
    while (text.charCodeAt(before) === backslash) before -= 1;
    if ((end - before) % 2 === 1) return end;
    from = end + 1;
  }
}
