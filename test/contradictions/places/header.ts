import { type Count, digits, toCount } from './numbers.ts';
import type { Screen } from './screen.ts';

/** What the header says of the connection, and the counts behind it. */
export type Header = {
  readonly link: 'stale' | 'without' | 'paused' | 'live' | 'polling' | 'case file';
  readonly counts: ReadonlyMap<string, Count>;
};

const links = [
  ['stale', /stale \S+ ✖$/u],
  ['without', /without (?:(?! {2}).)+ ◐$/u],
  ['paused', /paused \S+ ‖$/u],
  ['live', /live ●$/u],
  ['polling', /polling ○$/u],
  ['case file', /case file$/u],
] as const;

const countsPattern = new RegExp(` {3}((?:${digits}\\+? [a-z]+)(?: · ${digits}\\+? [a-z]+)*)$`, 'u');

export function readHeader({ header = '' }: Screen): Header | undefined {
  const [whole = '', counts = ''] = countsPattern.exec(header) ?? [];
  const before = header.slice(0, header.length - whole.length);
  const link = links.find(([, pattern]) => pattern.test(before))?.[0];
  return link && { link, counts: new Map(counts.split(' · ').flatMap(toEntry)) };
}

function toEntry(text: string): readonly (readonly [string, Count])[] {
  const [, number, plus, word] = new RegExp(`^(${digits})(\\+?) ([a-z]+)$`, 'u').exec(text) ?? [];
  return number === undefined || word === undefined ? [] : [[word, toCount(number, plus)]];
}
