const [quote, backslash, openList, closeList, openObject, closeObject] = [34, 92, 91, 93, 123, 125];

/** The index of the first bracket outside strings whose depth, counting itself, meets the condition. */
export function findDepth(
  json: string,
  start: number,
  isSuch: (depth: number) => boolean,
): number | undefined {
  let depth = 0;
  let isText = false;
  for (let at = start; at < json.length; at += 1) {
    const unit = json.charCodeAt(at);
    if (unit === quote) isText = !isText;
    else if (isText) at += unit === backslash ? 1 : 0;
    else if (unit === openList || unit === openObject || unit === closeList || unit === closeObject) {
      depth += unit === openList || unit === openObject ? 1 : -1;
      if (isSuch(depth)) return at;
    }
  }
  return undefined;
}
