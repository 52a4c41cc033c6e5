import type { FoundRun } from '../../operations/acts/find-runs.ts';
import type { Context } from '../context/context.ts';
import { outputColumns } from '../print/output-style.ts';
import type { ListShape } from '../print/print-list.ts';
import { textTable } from '../print/text-table.ts';

/** The runs that a dry run lists. */
export function foundShape(context: Context): ListShape<FoundRun> {
  return {
    toJson: ({ address, name, statusKey }) => ({ id: address, name, status: statusKey }),
    tsv: ['id', 'name', 'status'],
    toTable: async rows =>
      textTable(
        rows,
        [
          { title: 'STATUS', text: ({ status }) => status },
          { title: 'NAME', text: ({ name }) => name },
          { title: 'ID', text: ({ address }) => address },
        ],
        outputColumns(context),
      ),
  };
}
