import { formatBytes, formatCount } from '../text/formats.ts';
import { redactText } from '../text/redact.ts';
import { sanitizeLine } from '../text/sanitize.ts';

export type DescribeOptions = {
  /** Shows secrets in recorded dates, errors and URLs instead of masking them. */
  readonly reveal?: boolean;
};

const longestText = 80;

/** A marker of `encodePayload` in one short line: `Map · 1 entry`; `undefined` for any other object. */
export function describeMarker(value: object, options: DescribeOptions = {}): string | undefined {
  const words = markerOf(value);
  if (words === undefined) return undefined;
  const shown = options.reveal === true ? words : redactText(words).text;
  return sanitizeLine(shown, { maxLength: 2 * longestText });
}

function markerOf(value: object): string | undefined {
  if (!Object.hasOwn(value, '$type') && !Object.hasOwn(value, '$class')) return undefined;
  const members = new Map<string, unknown>(Object.entries(value));
  const type = members.get('$type');
  const special = typeof type === 'string' ? markerWords(type, members) : undefined;
  if (special !== undefined) return special;
  const name = members.get('$class');
  return typeof name === 'string' ? `${name} · ${counted(members.size - 1, 'key')}` : undefined;
}

function markerWords(type: string, members: ReadonlyMap<string, unknown>): string | undefined {
  const text = (name: string) => cut(String(members.get(name) ?? ''));
  const length = (name: string) => {
    const list = members.get(name);
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
      return `${type} · ${counted(length('entries'), 'entry', 'entries')}`;
    case 'Set':
      return `Set · ${counted(length('values'), 'value')}`;
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
        ? `${counted(Number(members.get('omitted')), 'item')} not recorded`
        : `text of ${counted(Number(members.get('length')), 'character')}, cut`;
    default:
      return undefined;
  }
}

function cut(text: string): string {
  return text.length <= longestText ? text : `${text.slice(0, longestText - 1)}…`;
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}
