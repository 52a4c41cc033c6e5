import { toJsonText } from './payload-text.ts';

const ownMarker = /(?<=[{,])"(\$+(?:type|class|truncated))":/g;

/**
 * Escapes the members of compact JSON text that would be read as markers (`docs/payloads.md`) with one more
 * `$`: `"$type"` becomes `"$$type"`. Inside a text, a backslash precedes each quote, so that only names match.
 */
export function escapeMarkers(json: string): string {
  return json.replace(ownMarker, '"$$$1":');
}

/** A JSON value whose members have the names that `escapeMarkers` gives them. */
export function withEscapedMarkers(value: unknown): unknown {
  return JSON.parse(escapeMarkers(toJsonText(value, { indent: 0 })));
}

/** The name of a member before `escapeMarkers`. */
export function unescapeMarker(name: string): string {
  return /^\$\$+(?:type|class|truncated)$/.test(name) ? name.slice(1) : name;
}
