import { isObject, isRecord } from '../is-record.ts';
import { describeMarker } from './describe-marker.ts';
import { LazyContainer } from './lazy/lazy-payload.ts';
import { isRestorable } from './restore-payload.ts';
import { pathText } from './special-values.ts';

type LostPart = {
  /** `$.order.items[2]`. */
  readonly path: string;
  /** What is recorded instead, masked: `text of 70,000,000 characters, cut`. */
  readonly words: string;
};

/** The first part of a recorded payload that was cut or cannot be restored, such as a function. */
export function lostPart(payload: unknown): LostPart | undefined {
  if (!(payload instanceof LazyContainer)) return findLost(payload, []);
  const mayHaveMarkers = Buffer.from(payload.json()).includes('"$t');
  return mayHaveMarkers ? findLost(payload.parse(), []) : undefined;
}

type Path = readonly (string | number)[];

function findLost(value: unknown, path: Path): LostPart | undefined {
  if (Array.isArray(value)) return firstLost(value.entries(), path);
  if (!isRecord(value)) return undefined;
  return lostHere(value, path) ?? firstLost(Object.entries(value), path);
}

function firstLost(members: Iterable<readonly [string | number, unknown]>, path: Path): LostPart | undefined {
  for (const [name, member] of members) {
    if (!isObject(member)) continue;
    const lost = findLost(member, [...path, name]);
    if (lost) return lost;
  }
  return undefined;
}

function lostHere(value: Readonly<Record<string, unknown>>, path: Path): LostPart | undefined {
  const { $type: type, $truncated: omitted } = value;
  if (typeof omitted === 'number') return { path: pathText(path), words: `${omitted} members not recorded` };
  const isLossy = lossyTypes.has(String(type)) || Object.hasOwn(value, 'omittedBytes');
  if (Object.keys(value)[0] !== '$type' || !isLossy || isRestorable(value)) return undefined;
  return { path: pathText(path), words: describeMarker(value) ?? String(type) };
}

/** Markers of `docs/reference/payloads.md`; a program's own `$type` is mostly another word. */
const lossyTypes: ReadonlySet<string> = new Set([
  ...['truncated', 'too-deep', 'circular', 'throws', 'encrypted', 'undecoded', 'FormData'],
  ...['symbol', 'function', 'Promise', 'WeakMap', 'WeakSet', 'WeakRef', 'SharedArrayBuffer'],
  ...['Class', 'StepFunction', 'WorkflowFunction', 'ReadableStream', 'WritableStream', 'TransformStream'],
  ...['Request', 'Response', 'DOMException'],
]);
