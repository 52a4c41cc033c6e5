import { readHeader } from '../places/header.ts';
import { viewCountOf } from '../places/strip.ts';
import type { Rule } from './rule.ts';

const isRetried = (notice: string): boolean => /(?:^| · )trying again(?: in \d+s)?$/u.test(notice);

/** What the header says of the connection agrees with the place, the body and the message above the hints. */
export const linkMarks: Rule = screen => {
  const { list, strip = '', notices } = screen;
  const link = readHeader(screen)?.link;
  if (link === undefined) return [];
  const counts = [...(readHeader(screen)?.counts.values() ?? [])];
  const all = viewCountOf(screen, 'All');
  const isFresh = link === 'live' || link === 'polling' || link === 'case file';
  const body = list?.after ?? [];
  return [
    ...(isFresh && body.includes('nothing could be read yet')
      ? [`the header says ${link}, the body that nothing could be read`]
      : []),
    ...(isFresh && / not read(?: ·|$)/u.test(strip)
      ? [`the header says ${link}, the place that it was not read`]
      : []),
    ...(isFresh && notices.some(isRetried)
      ? [`the header says ${link}, the message that it is tried again`]
      : []),
    ...(isFresh && counts.some(({ isAtLeast }) => isAtLeast)
      ? [`the header says ${link}, and counts at least so many`]
      : []),
    ...(link === 'without' && all && !all.isAtLeast
      ? ['a target is missing, but the view All counts every run']
      : []),
    ...(link === 'stale' && /reading…/u.test(strip)
      ? ['the header says stale, the place that it is read']
      : []),
    ...(link === 'stale' && body.some(line => /^reading /u.test(line) || line === 'reading…')
      ? ['the header says stale, the body that it is read']
      : []),
  ];
};
