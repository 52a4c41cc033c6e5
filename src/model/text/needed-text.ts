/** A class, an escape, the start of a group, a quantifier, else one character of a pattern. */
const parts =
  /\\(?:[pu]\{[^}]*\}|u[\da-f]{4}|x[\da-f]{2}|k<\w+>|.)|\[(?:\\.|[^\]\\])*\]|\(\?(?:<?[!=]|:|<\w+>)|[?*+]\??|\{\d+(?:,\d*)?\}\??|./gisu;
const literal = /^(?:\\\W|[^\\[^$.?*+{|])$/u;
const maybeNone = /^(?:[?*]|\{0)/;

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
    const isNeeded = !part.endsWith('!') && !maybeNone.test(rest.at(-1) ?? '');
    const isText = !inGroup && literal.test(part) && !(ignoresCase && /\p{L}/u.test(part));
    if (part === '|') ways.push(['']);
    else if (isText && isNeeded) texts.push((texts.pop() ?? '') + [...part].at(-1));
    else if (part !== '\\b') texts.push(...((isNeeded && inGroup) || []), '');
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
