/** Text that a wrapper put before the message of its cause: `could not save the order: `. */
const wrapper =
  /^(?:[\w.$]+(?:Error|Exception)|[^:'"`<]{0,80}\b(?:failed|failure|error|could not|cannot|unable to)\b[^:'"`<]{0,60}): +(?=\S+ \S)/iu;

/** Messages that differ by version of a runtime, or by what a bundler made of the names in them. */
const sameWords: readonly (readonly [RegExp, string])[] = [
  [/^Unexpected token (\S) in JSON at position \d+$/u, 'Unexpected token \'$1\', "$1" is not valid JSON'],
  [/^(Unexpected token '<'), ".*is not valid JSON$/u, '$1, <markup> is not valid JSON'],
  [/^(Unexpected token) '[^<]', .*is not valid JSON$/u, '$1, <text> is not valid JSON'],
  [/^(.* JSON) at position \d+.*$/u, '$1'],
  [/^Cannot read property '(.*)' of (undefined|null)$/u, "Cannot read properties of $2 (reading '$1')"],
  [/^[^'"]*\.([\w$]+) (is not a (?:function|constructor))/u, '….$1 $2'],
];

/** The line of a message that says what happened, without the words of those who passed it on. */
export function tellingLine(message: string): string {
  const lines = message
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '');
  let line = (/^Invalid `.*invocation/u.test(lines[0] ?? '') ? lines.at(-1) : lines[0]) ?? '';
  for (let rounds = 0; rounds < 4; rounds += 1) {
    const shorter = line.replace(wrapper, '');
    if (shorter === line) break;
    line = shorter;
  }
  return sameWords.reduce((text, [pattern, words]) => text.replace(pattern, words), line);
}
