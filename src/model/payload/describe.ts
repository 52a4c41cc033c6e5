import { formatCount } from '../text/formats.ts';

/** What a folded node holds, in one short line. */
export function describeValue(value: unknown): string {
  if (value === undefined) return 'not recorded';
  if (Array.isArray(value)) return `${formatCount(value.length)} item${value.length === 1 ? '' : 's'}`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? typeof value;
  const count = Object.keys(value).length;
  return `${formatCount(count)} key${count === 1 ? '' : 's'}`;
}

/** The size of the value as compact JSON text in UTF-8. */
export function payloadBytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value) ?? '');
}
