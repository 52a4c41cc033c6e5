import type { DetailPlace, DetailRow } from '../places/detail.ts';
import { digits, toNumber } from '../places/numbers.ts';
import type { Rule } from './rule.ts';

/** What the head of the trace counts agrees with the rows below it. */
export const traceCounts: Rule = ({ detail }) => {
  if (detail?.tab !== 'trace') return [];
  const [spans, logs, errors] = ['span', 'log', 'error'].map(word => countIn(detail.tabs, word));
  if (spans === undefined) return [];
  const isRaw = detail.tabs.includes('[3 Trace]   raw');
  if (detail.total === undefined) {
    const [first] = detail.rows;
    return spans > 0 && first ? [`the head counts ${spans} spans, the body says: ${first.text}`] : [];
  }
  if (isRaw || /· reading /u.test(detail.tabs) || !isUnfolded(detail)) return [];
  const [logRows, spanRows] = split(detail.rows, isLog);
  const failed = spanRows.filter(({ text }) => /(?:^| )✖(?: |$)/u.test(text)).length;
  return [
    ...(spanRows.length === spans
      ? []
      : [`the head counts ${spans} spans, ${spanRows.length} are in sight, all unfolded`]),
    ...(logs === undefined || logRows.length === logs
      ? []
      : [`the head counts ${logs} logs, ${logRows.length} are in sight, all unfolded`]),
    ...((errors ?? 0) <= failed ? [] : [`the head counts ${errors} errors, ${failed} spans in sight failed`]),
  ];
};

function countIn(tabs: string, word: string): number | undefined {
  const [, number] = new RegExp(`(?: {3}| · )(${digits}) ${word}s?(?= ·| {2}|$)`, 'u').exec(tabs) ?? [];
  return number === undefined ? undefined : toNumber(number);
}

const isLog = ({ text }: DetailRow): boolean => /^· \d\d:\d\d:\d\d/u.test(text);

/** Whether each row is a span or a log of its own, and none is folded away. */
function isUnfolded({ isWhole, rows }: DetailPlace): boolean {
  const isPlain = (row: DetailRow) => (row.sign === '▸' ? isLog(row) : !(row.sign === '▾' && isLog(row)));
  return isWhole && rows.every(row => isPlain(row) && !row.isData && !/^[\d,]+ × /u.test(row.text));
}

function split<Item>(items: readonly Item[], is: (item: Item) => boolean): readonly [Item[], Item[]] {
  return [items.filter(is), items.filter(item => !is(item))];
}
