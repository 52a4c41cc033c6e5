import type { ClientBase } from 'pg';
import type { PendingRun } from '../../../contract/event-batch.ts';
import {
  logColumns,
  messageColumns,
  type RecordedColumn,
  replaceColumns,
  spanColumns,
  stepColumns,
} from '../../runs/events/recorded-columns.ts';
import { createInsert, type RowStatement, recordedColumns } from './row-statement.ts';

type Row<Part> = { readonly run: number; readonly part: Part };

/** Inserts parts of runs; `key` identifies an existing part to replace. */
function createPut<Part>(
  table: string,
  columns: readonly RecordedColumn<Part>[],
  key?: readonly string[],
): RowStatement<Row<Part>> {
  const conflict = key ? `ON CONFLICT (${key.join(', ')}) DO UPDATE SET ${replaceColumns(key, columns)}` : '';
  return createInsert<Row<Part>>(
    table,
    [
      { name: 'run', type: 'integer', of: ({ run }) => run },
      ...recordedColumns<Row<Part>, Part>(columns, ({ part }) => part),
    ],
    conflict,
  );
}

const putSteps = createPut('steps', stepColumns, ['run', 'id']);
const putSpans = createPut('spans', spanColumns, ['run', 'start_at', 'id']);
const addLogs = createPut('logs', logColumns);
const putMessages = createPut('messages', messageColumns, ['run', 'id']);

export type KeyedRun = { readonly key: number; readonly run: PendingRun };

/** Writes steps, spans, logs and messages. */
export async function writeParts(client: ClientBase, runs: readonly KeyedRun[]): Promise<void> {
  const write = <Part>(statement: RowStatement<Row<Part>>, of: (run: PendingRun) => Iterable<Part>) => {
    const rows = runs.flatMap(({ key, run }) => Array.from(of(run), part => ({ run: key, part })));
    return statement.run(client, rows);
  };
  await write(putSteps, run => run.steps.values());
  await write(putSpans, run => run.spans.values());
  await write(addLogs, run => run.logs);
  await write(putMessages, run => run.messages.values());
}
