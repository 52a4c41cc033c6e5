import { isSameRun, type RunSummary, runAddress } from '../../model/run.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { fitText } from '../../model/text/width.ts';
import { drawnStatus, type TimedCancelPhase } from '../../operations/acts/cancel-runs.ts';
import { cursorMark, idleMark, type Theme } from '../paint/theme.ts';
import { cutIds } from '../paint/wrap-text.ts';
import type { State } from '../shell/state.ts';
import { type CellContext, cellText, shortAge, shortNames, wordsBesideGlyph } from './cell-text.ts';
import { type ColumnId, columnInfo } from './columns.ts';
import type { PlacedColumn } from './table-columns.ts';

/** Draws the runs that are in sight together, among which shortened names and ids stay different. */
export function rowLines(
  state: State,
  placed: readonly PlacedColumn[],
  inSight: readonly RunSummary[],
  theme: Theme,
): (run: RunSummary, index: number) => string {
  const { list, look, now, store } = state;
  const isGlyph = placed.some(({ id, width }) => id === 'status' && isNarrow(id, width));
  const cuts = cellCuts(placed, store.target.name.split(','), inSight);
  return (run, index) => {
    const isSelected = list.top + index === list.cursorIndex && !isOtherOpen(state, run);
    const address = runAddress(run);
    const cancel = list.cancels.get(address);
    const isByRunning = list.sort.field === 'duration';
    const context = { now, ...look, isByRunning, target: store.target.name, cancel };
    const cells = placed.map(column => {
      const text = fitCell(column, textIn(column, run, context, isGlyph), cuts);
      if (isSelected) return text;
      return list.phase === 'loading' ? theme.dim(text) : paintCell(column.id, text, run, cancel, theme);
    });
    const mark = list.marks.has(address) ? '•' : ' ';
    return cursorLine(mark, cells.join('  '), isSelected, state, theme);
  };
}

/** Beside a run that was opened from another one, the mark would be of the wrong run. */
function isOtherOpen({ screen, detail }: State, run: RunSummary): boolean {
  return screen === 'detail' && detail !== undefined && !isSameRun(run, detail.summary);
}

/** In a narrow column, a status is its glyph and a start the age of the run. */
function textIn(
  { id, width }: PlacedColumn,
  run: RunSummary,
  context: CellContext,
  isGlyph: boolean,
): string {
  if (id === 'started' && isNarrow(id, width)) return shortAge(run, context.now);
  const text = cellText(id, run, context);
  if (id === 'error' && text === '' && isGlyph) return wordsBesideGlyph(run, context);
  return id === 'status' && isGlyph ? text.slice(0, 1) : text;
}

function isNarrow(id: ColumnId, width: number): boolean {
  return width < columnInfo[id].min;
}

function paintCell(
  id: ColumnId,
  text: string,
  run: RunSummary,
  cancel: TimedCancelPhase | undefined,
  theme: Theme,
): string {
  if (text.trim() === '') return text;
  switch (id) {
    case 'status':
      return theme.status(drawnStatus(run, cancel), text);
    case 'error':
      return run.status === 'failed' ? theme.error(text) : theme.warning(text);
    case 'type':
    case 'id':
    case 'raw-trigger':
    case 'started':
      return theme.dim(text);
    default:
      return text;
  }
}

/** A row of a table after its mark, with the cursor if it is there. */
export function cursorLine(
  mark: string,
  content: string,
  isSelected: boolean,
  { screen, overlay }: State,
  theme: Theme,
): string {
  if (!isSelected) return ` ${mark === ' ' ? mark : theme.accent(mark)} ${content}`;
  const text = `${mark} ${content}`;
  const isFocused = screen !== 'detail' && overlay.type !== 'filter';
  return isFocused ? `${theme.accent(cursorMark)}${theme.inverse(text)}` : `${idleMark}${theme.bold(text)}`;
}

type CellCuts = Readonly<Partial<Record<ColumnId, (text: string) => string>>>;

function cellCuts(
  placed: readonly PlacedColumn[],
  targets: readonly string[],
  runs: readonly RunSummary[],
): CellCuts {
  const widthOf = (id: ColumnId) => placed.find(column => column.id === id)?.width;
  const [target, id] = [widthOf('target'), widthOf('id')];
  return {
    target: target === undefined ? undefined : shortNames(targets, target),
    id:
      id === undefined
        ? undefined
        : cutIds(
            runs.map(run => safeLine(run.id)),
            id,
          ),
  };
}

function fitCell({ id, width }: PlacedColumn, whole: string, cuts: CellCuts = {}): string {
  return fitText(cuts[id]?.(whole) ?? whole, width, { align: columnInfo[id].align });
}
