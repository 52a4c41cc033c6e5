import { countText } from '../places/numbers.ts';
import type { Screen } from '../places/screen.ts';
import { type Range, rangeOf } from '../places/strip.ts';
import type { Rule } from './rule.ts';

/** `1–38 of 41` agrees with the rows below. */
export const listedRows: Rule = screen => {
  const { list } = screen;
  const range = listedRange(screen);
  if (!list || !range) return [];
  const { from, to, of, isOfLast } = range;
  const { length } = list.rows;
  return [
    ...(to > of.runs && !isOfLast ? [`the place says ${textOf(range)}, which is more than there are`] : []),
    ...(!list.isCovered && length !== to - from + 1
      ? [`the place says ${textOf(range)}, but ${length} rows are in sight`]
      : []),
  ];
};

/** A list that ends has as many runs as were counted, which may be read by itself. */
export const endOfList: Rule = screen => {
  const { list } = screen;
  const range = listedRange(screen);
  if (!list || !range || range.isOfLast || range.of.isAtLeast || list.rows.length === 0) return [];
  const isEnd = list.hasRoom && list.after.length === 0 && !list.isCovered;
  return isEnd && range.to !== range.of.runs
    ? [`the place says ${textOf(range)}, but below row ${range.to} the list is at its end`]
    : [];
};

function listedRange(screen: Screen): Range | undefined {
  return screen.list?.of === 'runs' && !screen.list.hasStatus ? undefined : rangeOf(screen);
}

function textOf({ from, to, of }: Range): string {
  return `${from}–${to} of ${countText(of)}`;
}
