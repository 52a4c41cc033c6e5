import { newestFirst, type Sort } from '../../contract/lists/sort.ts';
import type { RunSummary } from '../../model/run.ts';
import { displayWidth, fitText } from '../../model/text/width.ts';
import type { Theme } from '../../screen/paint/theme.ts';
import {
  type ColumnId,
  cellText,
  columnInfo,
  columnOrder,
  columnsFor,
  emptyColumns,
  shortNames,
} from '../../screen/table/columns.ts';
import {
  type PlacedColumn,
  placeColumns,
  runningTitle,
  sortedColumns,
} from '../../screen/table/table-columns.ts';
import type { Context } from '../context/context.ts';
import { outputColumns, outputTheme } from './write.ts';

const widestId = 64;
const gap = '  ';

/** Runs as a table fitted to the terminal, sanitized and masked; ids are whole, for the next command. */
export async function runTable(
  runs: readonly RunSummary[],
  target: string,
  context: Context,
  sort: Sort = newestFirst,
): Promise<readonly string[]> {
  if (runs.length === 0) return [];
  const theme = await outputTheme(context);
  const isByRunning = sort.field === 'duration';
  const text = (id: ColumnId, run: RunSummary) =>
    cellText(id, run, { now: context.now(), absoluteTimes: false, target, isByRunning });
  const cell = ({ id, width }: PlacedColumn, run: RunSummary) => {
    const whole = text(id, run);
    return fitCell(id, id === 'target' ? shortNames(target.split(','), width)(whole) : whole, width);
  };
  const widest = (id: ColumnId) => runs.reduce((most, run) => Math.max(most, displayWidth(text(id, run))), 0);
  const idColumns = Math.min(widestId, widest('id'));
  const hasTargets = runs.some(run => run.target !== undefined);
  const { min, max } = columnInfo.target;
  const own: readonly PlacedColumn[] = [
    { id: 'id', width: idColumns },
    ...(hasTargets ? [{ id: 'target', width: Math.min(max, Math.max(min, widest('target'))) } as const] : []),
  ];
  const empty = emptyColumns(runs);
  const sorted = sortedColumns[sort.field];
  const usual = columnsFor(hasTargets).filter(id => !empty.has(id));
  const isCompared = runs.some(run => run.usual !== undefined);
  const chosen = columnOrder.filter(
    id => id === sorted || usual.includes(id) || (id === 'slow' && isCompared),
  );
  const placed = placeTable(chosen, outputColumns(context), own, sorted);
  const heading = placed.map(({ id, width }) => {
    const title = isByRunning && id === 'duration' ? runningTitle : columnInfo[id].title;
    return fitCell(id, title, width);
  });
  return [
    theme.dim(heading.join(gap).trimEnd()),
    ...runs.map(run => {
      const cells = placed.map(column => paintCell(column.id, cell(column, run), run, theme));
      return cells.join(gap).trimEnd();
    }),
  ];
}

function placeTable(
  chosen: readonly ColumnId[],
  columns: number,
  own: readonly PlacedColumn[],
  sorted: ColumnId | undefined,
): readonly PlacedColumn[] {
  const room = own.reduce((left, { width }) => left - width - gap.length, columns);
  const shared = chosen.filter(id => own.every(column => column.id !== id));
  const [others = []] = placeColumns(shared, { width: room, isText: true, sorted });
  const nameAt = others.findIndex(({ id }) => id === 'name') + 1;
  return [...others.slice(0, nameAt), ...own, ...others.slice(nameAt)];
}

function fitCell(id: ColumnId, text: string, width: number): string {
  return fitText(text, width, { align: columnInfo[id].align });
}

function paintCell(id: ColumnId, text: string, run: RunSummary, theme: Theme): string {
  return id === 'status' ? theme.status(run.status, text) : text;
}
