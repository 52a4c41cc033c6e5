import { isSecretIn } from '../../model/payload/lazy/lazy-parts.ts';
import { LazyContainer } from '../../model/payload/lazy/lazy-payload.ts';
import { LazyText } from '../../model/payload/lazy/lazy-text.ts';
import { payloadKeys } from '../../model/query/payload-paths.ts';
import type { PayloadRoot } from '../../model/query/query.ts';
import { fieldName, type PathField } from '../../model/query/values/value-fields.ts';
import { cutText } from '../../model/text/cut-text.ts';
import { mask } from '../../model/text/secrets/secret-value.ts';
import type { RowValue } from './focused-value.ts';

const mostFields = 60;

/** The fields of a payload that are no secrets, each with its value, or its first one. */
export function payloadFields(root: PayloadRoot, payload: unknown): readonly RowValue[] {
  return payloadKeys(payload)
    .flatMap((path): readonly RowValue[] => {
      const field: PathField = { root, path };
      const [value] = payloadTexts(payload, path);
      return value === mask ? [] : [{ name: fieldName(field), field, value }];
    })
    .slice(0, mostFields);
}

/** How much of a long text tells values apart. */
const longest = 300;
const mostItems = 100;

/** The single values at a path that a filter compares; of a list, each of its items. */
export function payloadTexts(payload: unknown, path: readonly string[]): readonly string[] {
  let value = payload;
  for (const key of path) {
    if (isSecretAt(value, key)) return [mask];
    value = memberAt(value, key);
  }
  const list = value;
  return [
    ...new Set(itemsOf(list).flatMap((item, at) => (isSecretAt(list, String(at)) ? mask : textOf(item)))),
  ];
}

/** The same path may be a secret in one run, by a name beside it, and none in another. */
function isSecretAt(value: unknown, key: string): boolean {
  return typeof value === 'object' && value !== null && isSecretIn(value, key);
}

function itemsOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value.slice(0, mostItems);
  if (!(value instanceof LazyContainer) || !value.isList) return [value];
  return Array.from({ length: Math.min(mostItems, value.size) }, (_, index) => value.at(index));
}

function memberAt(value: unknown, key: string): unknown {
  if (value instanceof LazyContainer) {
    const index = value.isList ? Number(key) : value.indexOf(key);
    return index >= 0 && index < value.size ? value.at(index) : undefined;
  }
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return Reflect.get(value, key);
}

function textOf(value: unknown): readonly string[] {
  if (value instanceof LazyText) return [cutText(value, longest)];
  if (value === undefined || (typeof value === 'object' && value !== null)) return [];
  return [cutText(String(value), longest)];
}
