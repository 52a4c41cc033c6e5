import { fitText } from '../../../model/text/width.ts';
import { timeTicks } from '../../../model/trace/time-ticks.ts';
import { joinPieces } from '../../paint/pieces.ts';
import { signColumns, type WaterfallLook, zoomWords } from './waterfall-look.ts';

/** The line above the bars: round times as `│1.5s`, and beside them what a zoomed window shows. */
export function timeAxis(look: WaterfallLook): string {
  const { columns, time, whole, theme, width } = look;
  const left = time === whole ? '' : zoomWords(time, whole);
  const start = columns.names + signColumns;
  return joinPieces(
    [
      { text: ` ${fitText(left, start - 1)}`, paint: theme.warning },
      { text: tickMarks(look, width - start), paint: theme.dim },
    ],
    width,
  );
}

function tickMarks({ columns: { bars }, time, whole }: WaterfallLook, room: number): string {
  const [from, to] = [time.from - whole.from, time.to - whole.from];
  let marks = '';
  for (const { offsetMs, label } of timeTicks(from, to, bars)) {
    const column = Math.floor(((offsetMs - from) / (to - from)) * bars);
    const mark = `│${label}`;
    if (column >= marks.length && column + mark.length <= room) marks = marks.padEnd(column) + mark;
  }
  return marks;
}
