import { isPlain } from './encode-plain.ts';
import { writeJson } from './json-writer.ts';
import { writeYaml } from './yaml-writer.ts';

/**
 * A payload as JSON text, with the markers of `docs/payloads.md` for what JSON does not have; empty when
 * nothing was recorded. `indent: 0` writes one line.
 */
export function toJsonText(value: unknown, options: { readonly indent?: number } = {}): string {
  if (value === undefined) return '';
  const indent = options.indent ?? 2;
  return isPlain(value) ? JSON.stringify(value, undefined, indent) : writeJson(value, indent);
}

/**
 * A payload as YAML text that ends with a line feed; empty when nothing was recorded. `isForEyes` leaves
 * plain names without quotes, as the screen does, also those that only YAML 1.1 takes for something else,
 * such as `n`.
 */
export function toYamlText(value: unknown, options: { readonly isForEyes?: boolean } = {}): string {
  return value === undefined ? '' : writeYaml(value, options);
}
