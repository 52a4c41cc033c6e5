import { dump } from 'js-yaml';

export function toJsonText(value: unknown, options: { readonly indent?: number } = {}): string {
  return JSON.stringify(value, undefined, options.indent ?? 2) ?? 'undefined';
}

export function toYamlText(value: unknown): string {
  return dump(value, { lineWidth: -1, noRefs: true });
}
