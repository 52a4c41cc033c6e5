import { countOf } from '../../../model/text/formats.ts';
import { displayWidth, fitText, truncateText } from '../../../model/text/width.ts';
import { spread } from '../../paint/spread.ts';
import type { Theme } from '../../paint/theme.ts';
import { columnInfo, columnTitle } from '../columns.ts';
import { marginColumns, type TableColumns } from '../table-columns.ts';

/** The title of the durations when runs are ordered by them, as that is by running time. */
export const runningTitle = 'RUNNING';

/** The titles, `←` for columns on the left, and what does not fit: `+3 columns → trigger, actor, project`. */
export function headingLine(columns: TableColumns, width: number, theme: Theme, isByRunning = false): string {
  const titles = columns.placed.map(({ id, width: room }) =>
    fitText(isByRunning && id === 'duration' ? runningTitle : columnTitle(id, room), room, {
      align: columnInfo[id].align,
    }),
  );
  const margin = fitText(columns.before.length > 0 ? ' ←' : '', marginColumns);
  const left = `${margin}${titles.join('  ')}`.trimEnd();
  if (columns.after.length === 0) return theme.dim(truncateText(left, width));
  const texts = hiddenTexts(columns.after);
  const right = texts.find(text => displayWidth(left) + leastGap + displayWidth(text) <= width);
  return spread(theme.dim(left), right ?? texts.at(-1) ?? '', width);
}

const leastGap = 2;

/** How many columns follow on the right, the longest text first. */
function hiddenTexts(hidden: TableColumns['after']): readonly string[] {
  const { length: count } = hidden;
  const names = hidden.map(id => columnInfo[id].title.toLowerCase()).join(', ');
  const counted = `+${countOf(count, 'column')} →`;
  return [`${counted} ${names}`, counted, `+${count} →`];
}
