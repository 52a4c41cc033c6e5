import { cutText } from '../text/cut-text.ts';

/** The members of a marker, `$type` first. */
export type Entries = readonly (readonly [name: string, value: unknown])[];

/** The most that is kept of a buffer; the rest is only counted. */
const mostBytes = 1024 * 1024;

const longestName = 100;

/** Stands for a value that could not be read. */
export class Thrown {
  readonly entries: Entries;

  constructor(error: unknown) {
    this.entries = marker('throws', ['message', thrownText(error)]);
  }
}

export function marker(type: string, ...members: Entries): Entries {
  return [['$type', type], ...members];
}

export function primitiveEntries(value: unknown): Entries {
  switch (typeof value) {
    case 'number':
    case 'bigint':
      return marker(typeof value, ['value', String(value)]);
    case 'symbol':
      return marker('symbol', ['description', value.description ?? '']);
    case 'function':
      return marker('function', ['name', functionName(value)]);
    default:
      return marker(typeof value);
  }
}

/** The marker of a built-in object; `undefined` for any other. Rethrows errors of getters. */
export function specialEntries(value: object): Entries | undefined {
  if (value instanceof Thrown) return value.entries;
  if (value instanceof Date) {
    const at = value.getTime();
    return marker('Date', ['value', Number.isNaN(at) ? null : value.toISOString()]);
  }
  if (isErrorObject(value)) return errorEntries(value);
  if (value instanceof Map) return marker('Map', ['entries', [...value]]);
  if (value instanceof Set) return marker('Set', ['values', [...value]]);
  if (ArrayBuffer.isView(value)) return viewEntries(value);
  if (value instanceof ArrayBuffer) return bytesEntries('ArrayBuffer', new Uint8Array(value));
  if (value instanceof SharedArrayBuffer) return bytesEntries('SharedArrayBuffer', new Uint8Array(value));
  if (value instanceof RegExp) return marker('RegExp', ['value', String(value)]);
  if (value instanceof URL) return marker('URL', ['value', String(value)]);
  if (value instanceof Headers || value instanceof URLSearchParams || value instanceof FormData)
    return marker(classOf(value) ?? 'object', ['entries', [...value]]);
  if (
    value instanceof Promise ||
    value instanceof WeakMap ||
    value instanceof WeakSet ||
    value instanceof WeakRef
  ) {
    return marker(classOf(value) ?? 'object');
  }
  return undefined;
}

export function classOf(value: object): string | undefined {
  const made: unknown = Reflect.get(value, 'constructor');
  const name = typeof made === 'function' ? functionName(made) : '';
  return name === '' || name === 'Object' ? undefined : name;
}

function functionName(value: object): string {
  const name: unknown = Reflect.get(value, 'name');
  return typeof name === 'string' ? cutText(name, longestName) : '';
}

/** Includes errors of other realms. */
function isErrorObject(value: object): boolean {
  return value instanceof Error || Object.prototype.toString.call(value) === '[object Error]';
}

const errorFields = ['name', 'message', 'stack', 'code', 'cause', 'errors'];

function errorEntries(error: object): Entries {
  const own = Object.keys(error).filter(key => !errorFields.includes(key));
  const names = [...errorFields.filter(key => key in error), ...own];
  return marker('Error', ...names.map(key => [key, Reflect.get(error, key)] as const));
}

function viewEntries(view: ArrayBufferView): Entries {
  const name = classOf(view) ?? 'bytes';
  return bytesEntries(name, new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
}

function bytesEntries(type: string, bytes: Uint8Array): Entries {
  const kept = bytes.subarray(0, mostBytes);
  const base64 = Buffer.from(kept.buffer, kept.byteOffset, kept.byteLength).toString('base64');
  const omitted = bytes.byteLength - kept.byteLength;
  const rest: Entries = omitted > 0 ? [['omittedBytes', omitted]] : [];
  return marker(type, ['bytes', bytes.byteLength], ['base64', base64], ...rest);
}

function thrownText(error: unknown): string {
  try {
    return error instanceof Error ? String(error.message) : String(error);
  } catch {
    return 'no message can be read';
  }
}

/** `$.order.items[2]["two words"]`. */
export function pathText(path: readonly (string | number)[]): string {
  const steps = path.map(step => {
    if (typeof step === 'number') return `[${step}]`;
    return /^[A-Za-z_$][\w$]*$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
  });
  return `$${steps.join('')}`;
}

const ownMarker = /(?<=[{,])"(\$+(?:type|class|truncated))":/g;

/**
 * Escapes members of compact JSON that look like markers (`docs/reference/payloads.md`) with one more `$`:
 * `"$$type"`. Only names match, because a backslash precedes quotes inside a text.
 */
export function escapeMarkers(json: string): string {
  return json.replace(ownMarker, '"$$$1":');
}

/** Whether a name may come from `escapeMarkers`. */
export function isEscapedMarker(name: string): boolean {
  return name.startsWith('$$') && /^\$+(?:type|class|truncated)$/.test(name);
}

export function unescapeMarker(name: string): string {
  return isEscapedMarker(name) ? name.replace('$', '') : name;
}
