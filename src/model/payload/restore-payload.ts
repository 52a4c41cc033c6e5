import { defineMember, isRecord } from '../is-record.ts';
import { unescapeMarker } from './special-values.ts';

/**
 * The value of a recorded payload: markers become values such as `Date` again (`docs/reference/payloads.md`),
 * and members renamed by `escapeMarkers` get their names back. Any JSON is allowed.
 */
export function restorePayload(json: string): unknown {
  const value: unknown = JSON.parse(json);
  return /"\$(?:type"|\$)/.test(json) ? restored(value) : value;
}

export function isRestorable(marker: Readonly<Record<string, unknown>>): boolean {
  return restorerOf(marker) !== undefined;
}

type Members = Readonly<Record<string, unknown>>;
type Restore = (members: Members) => unknown;

function restored(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(restored);
  if (!isRecord(value)) return value;
  const members: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(value))
    defineMember(members, unescapeMarker(name), restored(member));
  return restorerOf(value)?.(members) ?? members;
}

/** A program's own `$type` is mostly not the first member, or has other members beside it. */
function restorerOf(value: Members): Restore | undefined {
  const [first, ...names] = Object.keys(value);
  const { $type: type } = value;
  if (first !== '$type' || typeof type !== 'string' || !Object.hasOwn(restorers, type)) return undefined;
  const known = restorers[type];
  const hasAll = known?.needs.every(([name, isOf]) => isOf(value[name])) === true;
  return hasAll && (known.takesOthers || names.length === known.needs.length) ? known.restore : undefined;
}

type Restorer = {
  readonly needs: readonly (readonly [name: string, isOf: (member: unknown) => boolean])[];
  readonly restore: Restore;
  readonly takesOthers?: true;
};

const isText = (member: unknown) => typeof member === 'string';
const isPairs = (member: unknown) =>
  Array.isArray(member) && member.every(pair => Array.isArray(pair) && pair.length === 2);

const numbers: ReadonlyMap<unknown, number> = new Map([
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
  ['-0', -0],
]);

const restorers: Readonly<Record<string, Restorer>> = {
  number: { needs: [['value', value => numbers.has(value)]], restore: ({ value }) => numbers.get(value) },
  bigint: {
    needs: [['value', value => isText(value) && /^-?\d+$/.test(String(value))]],
    restore: ({ value }) => BigInt(String(value)),
  },
  Date: {
    needs: [
      ['value', value => value === null || (isText(value) && !Number.isNaN(Date.parse(String(value))))],
    ],
    restore: ({ value }) => new Date(value === null ? Number.NaN : String(value)),
  },
  RegExp: {
    needs: [['value', value => toRegExp(value) !== undefined]],
    restore: ({ value }) => toRegExp(value),
  },
  URL: {
    needs: [['value', value => isText(value) && URL.canParse(String(value))]],
    restore: ({ value }) => new URL(String(value)),
  },
  Map: { needs: [['entries', isPairs]], restore: ({ entries }) => new Map(entries as [unknown, unknown][]) },
  Set: { needs: [['values', Array.isArray]], restore: ({ values }) => new Set(values as unknown[]) },
  Headers: {
    needs: [['entries', isPairs]],
    restore: ({ entries }) => new Headers(entries as [string, string][]),
  },
  URLSearchParams: {
    needs: [['entries', isPairs]],
    restore: ({ entries }) => new URLSearchParams(entries as [string, string][]),
  },
  Error: { needs: [['message', isText]], restore: toError, takesOthers: true },
  ...bytesRestorers(),
};

function toRegExp(value: unknown): RegExp | undefined {
  const [, source, flags] = /^\/(.*)\/([a-z]*)$/s.exec(String(value)) ?? [];
  try {
    return source === undefined ? undefined : new RegExp(source, flags);
  } catch {
    return undefined;
  }
}

function toError({ $type, message, ...others }: Members): Error {
  const error = new Error(String(message));
  for (const [name, value] of Object.entries(others)) defineMember(error, name, value);
  return error;
}

function bytesRestorers(): Readonly<Record<string, Restorer>> {
  const views: readonly (new (bytes: ArrayBuffer) => unknown)[] = [
    ...[Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array],
    ...[Float32Array, Float64Array, BigInt64Array, BigUint64Array, DataView],
  ];
  const makers: readonly (readonly [string, (bytes: ArrayBuffer) => unknown])[] = [
    ['Buffer', bytes => Buffer.from(bytes)],
    ['ArrayBuffer', bytes => bytes],
    ...views.map(View => [View.name, (bytes: ArrayBuffer) => new View(bytes)] as const),
  ];
  return Object.fromEntries(makers.map(([name, make]) => [name, bytesRestorer(make)]));
}

/** Bytes that were left out add a member, so such a buffer is not restored. */
function bytesRestorer(make: (bytes: ArrayBuffer) => unknown): Restorer {
  return {
    needs: [
      ['bytes', bytes => typeof bytes === 'number'],
      ['base64', isText],
    ],
    restore: ({ base64 }) => make(new Uint8Array(Buffer.from(String(base64), 'base64')).buffer),
  };
}
