import { shortName } from '../../workflow-names.ts';
import { itemBytes, keepBytes } from './byte-types.ts';

/** Makes a value from the form that the SDK's reducer writes. */
export type Reviver = (stored: unknown) => unknown;

/** Types with the SDK's own form (`@workflow/core` 4.8.9); see also `createContainers`. */
export const revivers: Readonly<Record<string, Reviver>> = {
  Date: stored => new Date(stored === '.' || typeof stored !== 'string' ? Number.NaN : stored),
  BigInt: stored => BigInt(String(stored)),
  Object: stored => stored,
  URL: stored => marked('URL', { value: stored }),
  URLSearchParams: stored => new URLSearchParams(stored === '.' ? '' : String(stored)),
  RegExp: stored => {
    const { source, flags } = membersOf(stored);
    return marked('RegExp', { value: `/${String(source)}/${String(flags ?? '')}` });
  },
  Headers: stored => marked('Headers', { entries: listOf(stored).filter(isPair) }),
  Error: stored => marked('Error', membersOf(stored)),
  DOMException: stored => marked('DOMException', membersOf(stored)),
  Class: toClass,
  StepFunction: stored => toFunction('StepFunction', stored, 'stepId'),
  WorkflowFunction: stored => toFunction('WorkflowFunction', stored, 'workflowId'),
  Request: stored => marked('Request', membersOf(stored)),
  Response: stored => marked('Response', membersOf(stored)),
  ReadableStream: stored => marked('ReadableStream', membersOf(stored)),
  WritableStream: stored => marked('WritableStream', membersOf(stored)),
  TransformStream: stored => marked('TransformStream', membersOf(stored)),
  ...bytesRevivers(),
};

export function unknownReviver(type: string): Reviver {
  return stored => marked(type, { value: stored });
}

function bytesRevivers(): Record<string, Reviver> {
  return Object.fromEntries(Object.keys(itemBytes).map(name => [name, stored => toBytes(name, stored)]));
}

function toBytes(type: string, stored: unknown): unknown {
  if (isBytes(stored)) return marked(type, { ...stored, $type: type });
  return marked(type, keepBytes({ base64: stored === '.' ? '' : String(stored) }));
}

/** Whether it is a view in devalue's form, whose bytes were already read. */
function isBytes(stored: unknown): stored is object {
  return typeof stored === 'object' && stored !== null && Object.hasOwn(stored, 'base64');
}

function toClass(stored: unknown): unknown {
  const { classId } = membersOf(stored);
  return marked('Class', { name: shortName(String(classId)), classId });
}

function toFunction(type: string, stored: unknown, idKey: string): unknown {
  const members = membersOf(stored);
  return marked(type, { name: shortName(String(members[idKey] ?? '')), ...members });
}

function marked(type: string, members: Readonly<Record<string, unknown>>): unknown {
  return { $type: type, ...members };
}

function membersOf(stored: unknown): Readonly<Record<string, unknown>> {
  return isPlain(stored) ? stored : { value: stored };
}

export function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

export function listOf(stored: unknown): readonly unknown[] {
  return Array.isArray(stored) ? stored : [];
}

function isPair(entry: unknown): entry is readonly [unknown, unknown] {
  return Array.isArray(entry);
}
