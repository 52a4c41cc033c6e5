import { readHeader } from '../places/header.ts';
import type { Screen } from '../places/screen.ts';
import { chosenView, isWholeView, rangeOf, viewCountOf } from '../places/strip.ts';
import type { Rule } from './rule.ts';

/** That there is nothing is only said of what was read, and not beside a count of it. */
export const nothingSaid: Rule = screen => [
  ...nothingListed(screen),
  ...nothingRead(screen),
  ...nothingToCompare(screen),
];

const nothing =
  /^(?:no run |no runs yet|no failed runs?|no (?:workflow|agent) run |the targets that answer have no runs)/u;

function saidOf({ list }: Screen): string | undefined {
  return list?.after.find(line => nothing.test(line));
}

function nothingListed(screen: Screen): readonly string[] {
  const { list, strip = '' } = screen;
  const said = saidOf(screen);
  if (!list || said === undefined) return [];
  const range = rangeOf(screen);
  const isUnread = readHeader(screen)?.link === 'stale' && range === undefined;
  return [
    ...(/reading…|not read/u.test(strip) ? [`"${said}" is said while it is read`] : []),
    ...(list.rows.length > 0 ? [`"${said}" is said below ${list.rows.length} rows`] : []),
    ...(range && range.of.runs > 0 ? [`"${said}" is said of ${range.of.runs}`] : []),
    ...(isUnread ? [`"${said}" is said of what could not be read`] : []),
  ];
}

/** Nor is it said beside the counts of all runs, which are read by themselves. */
export const nothingCounted: Rule = screen => {
  const said = saidOf(screen);
  const [failed, chosen] = [viewCountOf(screen, 'Failed'), chosenView(screen)];
  if (said === undefined || readHeader(screen)?.link === 'stale') return [];
  const counted = isWholeView(screen) && chosen ? viewCountOf(screen, chosen) : undefined;
  return [
    ...(screen.list?.of === 'runs' && counted && counted.runs > 0
      ? [`"${said}" is said of the ${counted.runs} of the view`]
      : []),
    ...(said.startsWith('no failed runs: nothing to do here') && failed && failed.runs > 0
      ? [`"${said}" is said beside ${failed.runs} that failed`]
      : []),
  ];
};

function nothingRead({ detail, notices }: Screen): readonly string[] {
  if (!detail) return [];
  const isReading = /^ reading…/u.test(detail.footer);
  const unread = isReading
    ? detail.rows.filter(
        ({ indent, text }) => indent === 3 && /^(?:Input|Output|Usage) +not (?:recorded|yet)$/u.test(text),
      )
    : [];
  const [, spans = '0'] = /(?: {3}| · )([\d,]+) spans?\b/u.exec(detail.tabs) ?? [];
  return [
    ...unread.map(({ text }) => `"${text}" is said while the run is read`),
    ...(detail.rows[0]?.text.startsWith('No trace ') && /· reading /u.test(detail.tabs)
      ? ['"No trace" is said while it is read']
      : []),
    ...(notices.includes('this run has no spans') && spans !== '0' && detail.tab === 'trace'
      ? [`"this run has no spans" is said beside ${spans} of them`]
      : []),
  ];
}

function nothingToCompare({ compare = [] }: Screen): readonly string[] {
  const [, b = '', sentence = ''] = compare;
  const footer = compare.at(-1) ?? '';
  const [, total = '0'] = /([\d,]+) differences?(?: · |$)/u.exec(footer) ?? [];
  return [
    ...(sentence.trim() === 'no difference' && total !== '0'
      ? [`"no difference" is said above ${total}`]
      : []),
    ...(/^ b (?:no run to compare with|not read)/u.test(b) && footer.includes('difference')
      ? [`"${b.trim()}" is said of runs that were compared`]
      : []),
  ];
}
