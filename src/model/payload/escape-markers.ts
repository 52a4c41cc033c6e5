const ownMarker = /(?<=[{,])"(\$+(?:type|class|truncated))":/g;

/**
 * Escapes the members of compact JSON text that would be read as markers (`docs/payloads.md`) with one more
 * `$`: `"$type"` becomes `"$$type"`. Inside a text, a backslash precedes each quote: only names match.
 */
export function escapeMarkers(json: string): string {
  return json.replace(ownMarker, '"$$$1":');
}

/** Whether a name looks like one that `escapeMarkers` has given. */
export function isEscapedMarker(name: string): boolean {
  return name.startsWith('$$') && /^\$+(?:type|class|truncated)$/.test(name);
}

/** The name of a member before `escapeMarkers`. */
export function unescapeMarker(name: string): string {
  return isEscapedMarker(name) ? name.replace('$', '') : name;
}
