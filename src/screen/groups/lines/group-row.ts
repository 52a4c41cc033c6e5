import { groupPlace } from '../../../model/failure/failure-groups.ts';
import { groupMessage } from '../../../model/failure/failure-template.ts';
import { formatAge, formatCount, formatShare, formatTime } from '../../../model/text/formats.ts';
import { safeLine } from '../../../model/text/safe-text.ts';
import { fitText } from '../../../model/text/width.ts';
import type { Theme } from '../../paint/theme.ts';
import type { State } from '../../shell/state.ts';
import { cursorLine } from '../../table/lines/cursor-line.ts';
import { type GroupRow, type GroupsState, hasAppeared, questionOf } from '../groups-state.ts';
import { dimVarying } from './dim-varying.ts';
import { type GroupColumn, shortAgeWidth } from './group-columns.ts';
import { type SparkScale, sparkline } from './sparkline.ts';
import { paintState, stateText } from './state-cell.ts';

/** Marks a group that appeared while the user was looking. */
const newMark = '+';

export function groupLines(
  state: State,
  columns: readonly GroupColumn[],
  scale: SparkScale | undefined,
  theme: Theme,
): (group: GroupRow, index: number) => string {
  const { groups, list, now, look } = state;
  if (!groups) return () => '';
  const isOld = groups.of !== questionOf(list);
  return (group, index) => {
    const isSelected = groups.top + index === groups.cursorIndex;
    const cells = columns.map(column => {
      const text = cellOf(column, group, { groups, now, absoluteTimes: look.absoluteTimes, scale });
      const fitted = fitText(text, column.width, { align: isNumber(column) ? 'end' : 'start' });
      if (isSelected) return fitted;
      if (isOld) return theme.dim(fitted);
      return column.id === 'state'
        ? paintState(groups, group, now, theme)(fitted)
        : paint(column, fitted, group, theme);
    });
    const mark = hasAppeared(groups, group) ? newMark : ' ';
    return cursorLine(mark, cells.join('  '), isSelected, state, theme);
  };
}

export function isNumber({ id }: GroupColumn): boolean {
  return id === 'count' || id === 'share';
}

type CellContext = {
  readonly groups: GroupsState;
  readonly now: number;
  readonly absoluteTimes: boolean;
  readonly scale: SparkScale | undefined;
};

function cellOf({ id, width }: GroupColumn, group: GroupRow, context: CellContext): string {
  switch (id) {
    case 'state':
      return stateText(context.groups, group, context.now, width);
    case 'count':
      return formatCount(group.count);
    case 'share':
      return group.share === undefined ? '' : formatShare(group.share);
    case 'first':
    case 'last':
      return timeText(group[id].at, width, context);
    case 'trend':
      return context.scale ? sparkline(group.times, context.scale, width) : '';
    case 'place':
      return safeLine(groupPlace(group));
    case 'message':
      return groupMessage(group).text;
  }
}

function timeText(at: number, width: number, { now, absoluteTimes }: CellContext): string {
  if (absoluteTimes) return formatTime(at);
  const age = formatAge(at, now);
  return width > shortAgeWidth ? age : age.replace(/ ago$/u, '').replace(/^in /u, '+');
}

function paint({ id }: GroupColumn, text: string, group: GroupRow, theme: Theme): string {
  switch (id) {
    case 'message':
      return dimVarying(text, groupMessage(group), theme);
    case 'count':
    case 'trend':
      return theme.error(text);
    case 'first':
    case 'last':
      return theme.dim(text);
    default:
      return text;
  }
}
