/** A class, an escape, the start of a group, a quantifier, plain characters in a row, else one character. */
const parts =
  /\\(?:[pu]\{[^}]*\}|u[\da-f]{4}|x[\da-f]{2}|k<\w+>|.)|\[(?:\\.|[^\]\\])*\]|\(\?(?:<?[!=]|:|<\w+>)|[?*+]\??|\{\d+(?:,\d*)?\}\??|[^\\[^$.?*+{|()]+(?![?*+{])|./gisu;
const literal = /^(?:\\\W|[^\\[^$.?*+{|(]+)$/u;
const maybeNone = /^(?:[?*]|\{0)/;
const lacking = /^\(\?<?!/;
const letters = /\p{L}+/u;

/** The longest text that is in whatever a pattern matches, as far as its source tells; else empty. */
export function neededText({ source, flags }: RegExp): string {
  return textsIn([...(source.match(parts) ?? [])].reverse(), flags.includes('i')).reduce(longer, '');
}

/** Takes parts from the end of the list, up to the end of a group. What is not literal divides the texts. */
function textsIn(rest: string[], ignoresCase: boolean): readonly string[] {
  const ways: string[][] = [['']];
  for (let part = rest.pop(); part !== undefined && part !== ')'; part = rest.pop()) {
    const texts = ways.at(-1) ?? [];
    const inGroup = part.startsWith('(') ? textsIn(rest, ignoresCase) : undefined;
    const isNeeded = !lacking.test(part) && !maybeNone.test(rest.at(-1) ?? '');
    if (part === '|') ways.push(['']);
    else if (isNeeded && literal.test(part)) {
      const text = part.replace('\\', '');
      const [first, ...others] = ignoresCase ? text.split(letters) : [text];
      texts.push(`${texts.pop() ?? ''}${first}`, ...others);
    } else if (part !== '\\b') texts.push(...((isNeeded && inGroup) || []), '');
  }
  const [first = [], ...others] = ways;
  return others.length === 0 ? first : [first.map(text => commonPart(text, others)).reduce(longer, '')];
}

/** The longest part of a text that each of the others has in one of its texts. */
function commonPart(text: string, others: readonly (readonly string[])[]): string {
  let [found, at] = ['', 0];
  while (at + found.length < text.length) {
    const part = text.slice(at, at + found.length + 1);
    if (others.every(texts => texts.some(one => one.includes(part)))) found = part;
    else at += 1;
  }
  return found;
}

function longer(one: string, other: string): string {
  return other.length > one.length ? other : one;
}
