import type { RunSummary } from '../../../model/run.ts';
import { safeLine } from '../../../model/text/safe-text.ts';
import { fitText } from '../../../model/text/width.ts';
import { cutIds } from '../../paint/cut-ids.ts';
import { type ColumnId, columnInfo } from '../columns.ts';
import type { PlacedColumn } from '../place-columns.ts';
import { shortNames } from './short-names.ts';

type CellCuts = Readonly<Partial<Record<ColumnId, (text: string) => string>>>;

/** How the columns are cut whose texts must stay different. */
export function cellCuts(
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

/** The text of a cell in exactly the width of its column. */
export function fitCell({ id, width }: PlacedColumn, whole: string, cuts: CellCuts = {}): string {
  return fitText(cuts[id]?.(whole) ?? whole, width, { align: columnInfo[id].align });
}
