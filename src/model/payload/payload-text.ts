import { isPlain } from './encode-plain.ts';
import { writeJson } from './json-writer.ts';
import { writeYaml } from './yaml-writer.ts';

/** A payload as JSON text with the markers of `docs/payloads.md`; empty when not recorded. */
export function toJsonText(value: unknown, options: { readonly indent?: number } = {}): string {
  if (value === undefined) return '';
  const indent = options.indent ?? 2;
  return isPlain(value) ? JSON.stringify(value, undefined, indent) : writeJson(value, indent);
}

/** A payload as YAML text, empty when not recorded. `isForDisplay` leaves names such as `n` unquoted. */
export function toYamlText(value: unknown, options: { readonly isForDisplay?: boolean } = {}): string {
  return value === undefined ? '' : writeYaml(value, options);
}

/** The size as compact JSON text in UTF-8. */
export function payloadBytes(value: unknown): number {
  return Buffer.byteLength(toJsonText(value, { indent: 0 }));
}
