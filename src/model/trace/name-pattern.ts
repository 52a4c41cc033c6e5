const longestRead = 300;

/** The common name of similar spans: `embed page *`. */
export function toNamePattern(name: string): string {
  return name.slice(0, longestRead).replace(/\d+/g, '*');
}
