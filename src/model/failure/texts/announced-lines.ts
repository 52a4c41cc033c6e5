/** `2 validation errors for Order`, before a line for each place and one for what is wrong there. */
const count = /^\d+ (?:[\w-]+ ){0,2}errors?\b/u;
const context = /^while [a-z]+ing\b/u;
const place = /^\s*in "[^"\n]*"/u;
const reference = /^\s*For further information visit /u;
/** What a check of Python's Pydantic received. */
const received = / \[type=(\w+), input_value=.*\]$/u;
const mostLines = 50;

/** A message whose first line only announces what follows, with what follows in one line. */
export function withAnnounced(message: string): string {
  if (!message.includes('\n')) return message;
  const [first = '', ...others] = message
    .split('\n', mostLines)
    .filter(line => line.trim() !== '' && !place.test(line) && !reference.test(line));
  const [next] = others;
  if (next === undefined) return message;
  if (count.test(first)) return [...new Set(joinPlaces(others))].sort().join('; ');
  if (context.test(first)) return next.trim();
  return first.endsWith(':') && !/\bline \d/u.test(first)
    ? `${first} ${next.trim().replace(/^[-*•] +/u, '')}`
    : message;
}

/** Each place, which is not indented, with what is said of it. */
function joinPlaces(lines: readonly string[]): readonly string[] {
  const joined: string[] = [];
  let before = '';
  for (const line of lines) {
    if (/^\S+$/u.test(line)) before = `${line} `;
    else if (/^\s/u.test(line)) joined.push(before + line.trim().replace(received, ' ($1)'));
  }
  return joined.length > 0 ? joined : lines.slice(0, 1);
}
