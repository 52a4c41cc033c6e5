const longestRead = 300;

/** What the names of like spans have in common, with `*` for numbers: `embed page *`. */
export function toNamePattern(name: string): string {
  return name.slice(0, longestRead).replace(/\d+/g, '*');
}
