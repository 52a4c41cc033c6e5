/** Ends a link. Links are styles of our own, beyond those of SGR: without columns, and cut as styles are. */
export const linkEnd = 9000;

const mostLinks = 20_000;
const codes = new Map<string, number>();
const addresses: string[] = [];
let next = 0;

/** The text as a link, for a terminal that shows links; the painter writes the address. */
export function linkText(text: string, address: string): string {
  return text === '' ? '' : `\u001B[${codeOf(address)}m${text}\u001B[${linkEnd}m`;
}

/** The address of the link that a style begins. */
export function linkAddress(code: number): string | undefined {
  return addresses[code - linkEnd - 1];
}

/** The oldest addresses are forgotten: no frame shows so many. */
function codeOf(address: string): number {
  const known = codes.get(address);
  if (known !== undefined) return known;
  const index = next % mostLinks;
  next += 1;
  const before = addresses[index];
  if (before !== undefined) codes.delete(before);
  addresses[index] = address;
  codes.set(address, linkEnd + 1 + index);
  return linkEnd + 1 + index;
}
