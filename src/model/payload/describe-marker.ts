import { maskedStart, type ReadableText, startOf } from '../text/cut-text.ts';
import { countOf, formatBytes } from '../text/formats.ts';
import { safeLine } from '../text/safe-text.ts';
import { LazyContainer } from './lazy/lazy-payload.ts';
import { LazyText } from './lazy/lazy-text.ts';

const longestText = 80;

/** Kept, because masking reads far beyond what is shown, and frames repeat markers. */
const maskedMarkers = new WeakMap<object, string>();

/** `Map · 1 entry` for a marker of `encodePayload`, else `undefined`. `reveal` shows secrets. */
export function describeMarker(
  value: object,
  { reveal = false }: { readonly reveal?: boolean } = {},
): string | undefined {
  const known = reveal ? undefined : maskedMarkers.get(value);
  if (known !== undefined) return known;
  const words = markerOf(value, reveal);
  if (words === undefined) return undefined;
  const line = safeLine(words, { maxLength: 2 * longestText, reveal });
  if (!reveal) maskedMarkers.set(value, line);
  return line;
}

function markerOf(value: object, reveal: boolean): string | undefined {
  const members = membersOf(value);
  if (!members) return undefined;
  const type = members.get('$type');
  const special = typeof type === 'string' ? markerWords(type, members, reveal) : undefined;
  if (special !== undefined) return special;
  const name = members.get('$class');
  return typeof name === 'string' ? `${name} · ${countOf(members.size - 1, 'key')}` : undefined;
}

type Members = {
  readonly size: number;
  readonly has: (name: string) => boolean;
  readonly get: (name: string) => unknown;
};

function membersOf(value: object): Members | undefined {
  if (value instanceof LazyContainer) {
    const has = (name: string) => !value.isList && value.indexOf(name) >= 0;
    if (!has('$type') && !has('$class')) return undefined;
    return { size: value.size, has, get: name => value.get(name) };
  }
  if (!Object.hasOwn(value, '$type') && !Object.hasOwn(value, '$class')) return undefined;
  return new Map<string, unknown>(Object.entries(value));
}

function markerWords(type: string, members: Members, reveal: boolean): string | undefined {
  const text = (name: string) => {
    const value = members.get(name) ?? '';
    return shortText(value instanceof LazyText ? value : String(value), reveal);
  };
  const length = (name: string) => {
    const list = members.get(name);
    if (list instanceof LazyContainer && list.isList) return list.size;
    return Array.isArray(list) ? list.length : 0;
  };
  if (members.has('base64')) return `${type} · ${formatBytes(Number(members.get('bytes')))}`;
  switch (type) {
    case 'Date':
      return `Date ${members.get('value') === null ? 'invalid' : text('value')}`;
    case 'Error':
    case 'DOMException':
      return `${members.get('name') ? text('name') : 'Error'}: ${text('message')}`.replace(/: $/, '');
    case 'Map':
    case 'Headers':
    case 'URLSearchParams':
    case 'FormData':
      return `${type} · ${countOf(length('entries'), 'entry', 'entries')}`;
    case 'Set':
      return `Set · ${countOf(length('values'), 'value')}`;
    case 'bigint':
      return `${text('value')}n`;
    case 'number':
    case 'RegExp':
    case 'URL':
      return text('value');
    case 'undefined':
      return 'undefined';
    case 'symbol':
      return `Symbol(${text('description')})`;
    case 'function':
      return `function ${text('name')}`.trimEnd();
    case 'Class':
    case 'StepFunction':
    case 'WorkflowFunction':
    case 'ReadableStream':
    case 'WritableStream':
    case 'TransformStream':
      return `${type} ${text('name')}`.trimEnd();
    case 'Request':
      return `Request ${text('method')} ${text('url')}`;
    case 'Response':
      return `Response ${text('status')} ${text('statusText')}`.trimEnd();
    case 'encrypted':
      return `encrypted · ${formatBytes(Number(members.get('bytes')))}`;
    case 'undecoded':
      return `cannot be decoded: ${text('message')}`;
    case 'circular':
      return `circular: ${text('path')}`;
    case 'throws':
      return `cannot be read: ${text('message')}`;
    case 'too-deep':
      return 'too deep, not recorded';
    case 'truncated':
      return members.has('omitted')
        ? `${countOf(Number(members.get('omitted')), 'item')} not recorded`
        : `text of ${countOf(Number(members.get('length')), 'character')}, cut`;
    default:
      return undefined;
  }
}

function shortText(text: ReadableText, reveal: boolean): string {
  const whole = { text: text.slice(0, longestText), isCut: text.length > longestText };
  const start = reveal ? whole : maskedStart(text, longestText);
  return start.isCut ? `${startOf(start.text, longestText - 1)}…` : start.text;
}
