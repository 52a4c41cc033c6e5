import { countText } from '../places/numbers.ts';
import { rangeOf } from '../places/strip.ts';
import type { Rule } from './rule.ts';

/** `1–38 of 41` agrees with the rows below. */
export const listedRows: Rule = screen => {
  const { list } = screen;
  const range = rangeOf(screen);
  if (!list || !range || (list.of === 'runs' && !list.hasStatus)) return [];
  const { from, to, of, isOfLast } = range;
  const said = `${from}–${to} of ${countText(of)}`;
  const { length } = list.rows;
  const isEnd = list.hasRoom && list.after.length === 0 && !list.isCovered && !of.isAtLeast && !isOfLast;
  return [
    ...(to > of.runs && !isOfLast ? [`the place says ${said}, which is more than there are`] : []),
    ...(!list.isCovered && length !== to - from + 1
      ? [`the place says ${said}, but ${length} rows are in sight`]
      : []),
    ...(isEnd && length > 0 && to !== of.runs
      ? [`the place says ${said}, but below row ${to} the list is at its end`]
      : []),
  ];
};
