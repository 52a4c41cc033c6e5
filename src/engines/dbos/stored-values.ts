import { isDeepStrictEqual } from 'node:util';
import { defineMember, isRecord } from '../../model/is-record.ts';
import { parseExactJson } from '../../model/payload/json-text.ts';

type Stored = string | null | undefined;

/**
 * A stored value as JSON, with markers for what JSON cannot hold. DBOS writes JSON with superjson's
 * annotations and a mark of its own, portable JSON, or the text of an application's own serializer.
 */
export function decodeStored(text: Stored): unknown {
  if (text === null || text === undefined) return undefined;
  const stored = parseExactJson(text);
  if (stored === undefined) return text;
  if (!isRecord(stored) || stored['__dbos_serializer'] !== 'superjson') return stored;
  return isRecord(stored.meta) ? mark(stored.json, stored.meta.values) : stored.json;
}

/** Arguments are a list, in portable JSON with the named ones of other languages. */
export function decodeInput(text: Stored): unknown {
  const input = decodeStored(text);
  const { positionalArgs, namedArgs } = isRecord(input) ? input : {};
  return Array.isArray(positionalArgs) && isDeepStrictEqual(namedArgs ?? {}, {}) ? positionalArgs : input;
}

/** `["Date"]`, `{"order.at": ["Date"]}`, or `["set", {"0": ["bigint"]}]`: inner values are marked first. */
function mark(value: unknown, tree: unknown): unknown {
  const [type, inner] = Array.isArray(tree) ? tree : [undefined, tree];
  let marked = value;
  // `a.b\.c` names the member `b.c` of `a`.
  for (const [path, below] of Object.entries(isRecord(inner) ? inner : {}))
    marked = markAt(marked, path.split(/(?<!\\)\./u), below);
  return type === undefined ? marked : toMarker(marked, String(Array.isArray(type) ? type[1] : type));
}

function markAt(value: unknown, [first, ...rest]: readonly string[], tree: unknown): unknown {
  if (first === undefined) return mark(value, tree);
  const name = first.replaceAll('\\.', '.');
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return value;
  defineMember(value, name, markAt(Reflect.get(value, name), rest, tree));
  return value;
}

/** What an instance of a class or a symbol was made of is shown as it is. */
function toMarker(value: unknown, type: string): unknown {
  if (type === 'undefined') return { $type: type };
  if (/^(bigint|number|Date|URL)$/.test(type)) return { $type: type, value };
  if (type === 'regexp') return { $type: 'RegExp', value };
  if (type === 'set') return { $type: 'Set', values: value };
  if (type === 'map') return { $type: 'Map', entries: value };
  if (!/^(Buffer|Uint8Array)$/.test(type) || !Array.isArray(value)) return value;
  return { $type: type, bytes: value.length, base64: Buffer.from(value).toString('base64') };
}

/** What each attempt of a step threw, where it had several; else what was thrown, if anything. */
export function decodeFailure(text: Stored): readonly unknown[] {
  const value = decodeStored(text);
  if (value === undefined) return [];
  const errors = isRecord(value) && 'dbosErrorCode' in value ? value.errors : undefined;
  return Array.isArray(errors) && errors.length > 0 ? errors : [value];
}
