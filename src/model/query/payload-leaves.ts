/** The value at a path, or the items of the list that is there. */
export function leavesAt(payload: unknown, path: readonly string[]): readonly unknown[] {
  const found = valueAt(payload, path);
  return Array.isArray(found) ? found : [found];
}

/** Follows own keys and list indexes. */
function valueAt(value: unknown, path: readonly string[]): unknown {
  let current = value;
  for (const segment of path) current = childAt(current, segment);
  return current;
}

function childAt(value: unknown, segment: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  if (Array.isArray(value)) return /^(?:0|[1-9]\d*)$/.test(segment) ? value[Number(segment)] : undefined;
  return Object.hasOwn(value, segment) ? Reflect.get(value, segment) : undefined;
}

/** Lists and objects have no text. */
export function leafText(leaf: unknown): string | undefined {
  if (typeof leaf === 'string') return leaf;
  return typeof leaf === 'number' || typeof leaf === 'boolean' || leaf === null ? String(leaf) : undefined;
}
