import { sliceLine } from '../places/columns.ts';
import { toNumber } from '../places/numbers.ts';
import { groupCount, groupsWindow, isWholeView, rangeOf, viewCountOf } from '../places/strip.ts';
import type { Rule } from './rule.ts';

/** The groups in sight hold no more runs than have failed, and all of them where every group is in sight. */
export const groupedRuns: Rule = screen => {
  const { list } = screen;
  const [failed, groups] = [viewCountOf(screen, 'Failed'), groupCount(screen)];
  if (list?.of !== 'groups' || !failed || failed.isAtLeast || !groups || !isWholeView(screen)) return [];
  if (!groupsWindow(screen).startsWith('all ') || groupsWindow(screen).includes('reading')) return [];
  const end = list.heading.indexOf('RUNS') + 'RUNS'.length;
  const runs = list.rows.reduce((sum, { line }) => {
    const [, count = '0'] = /([\d,]+)$/u.exec(sliceLine(line, 0, end)) ?? [];
    return sum + toNumber(count);
  }, 0);
  if (runs <= failed.runs || rangeOf(screen) === undefined) return [];
  return [`the groups in sight are of ${runs} runs, but only ${failed.runs} failed`];
};
