import type { ClientBase } from 'pg';
import type { RunFields } from '../../../contract/run-events.ts';
import type { CountChanges } from '../../runs/events/count-changes.ts';
import { fieldColumns } from '../../runs/events/recorded-columns.ts';
import { type RunState, stateColumns } from '../../runs/events/run-state.ts';
import type { StoredRun } from './lock-runs.ts';
import { createRowStatement, recordedColumns } from './row-statement.ts';
import { toFacetsText, toSearch } from './run-texts.ts';

/** A change of a run's row: state and writer are always written, fields only where present. */
export type RunChange = {
  readonly stored: StoredRun;
  readonly state: RunState;
  readonly writer: string | null;
  readonly fields: RunFields;
};

const fields = recordedColumns<RunChange, RunFields>(fieldColumns, change => change.fields);

const update = createRowStatement<RunChange>(
  'update-runs',
  [
    { name: 'key', type: 'integer', of: ({ stored }) => stored.key },
    { name: 'writer', type: 'text', of: ({ writer }) => writer },
    ...recordedColumns<RunChange, RunState>(stateColumns, ({ state }) => state),
    { name: 'search', type: 'plain', of: ({ stored, state }) => toSearch({ ...stored, ...state }) },
    { name: 'facets', type: 'plain', of: facetsOf },
    ...fields,
  ],
  rows => `
UPDATE runs r SET writer = u.writer, ${stateColumns.map(({ name }) => `${name} = u.${name}`).join(', ')},
  search = u.search, facets = u.facets::text[],
  ${fields.map(({ name, as }) => `${name} = coalesce(${as ?? `u.${name}`}, r.${name})`).join(', ')}
FROM ${rows} WHERE r.key = u.key`,
);

/** Writes rows, and counts the changes. */
export async function updateRuns(
  client: ClientBase,
  changes: readonly RunChange[],
  counts: CountChanges,
): Promise<void> {
  await update.run(client, changes);
  for (const { stored, state } of changes) counts.changed(stored, state.status);
}

function facetsOf({ stored, state, fields }: RunChange): string {
  return toFacetsText({
    ...stored,
    ...state,
    models: fields.models ?? stored.models,
    services: fields.services ?? stored.services,
  });
}
