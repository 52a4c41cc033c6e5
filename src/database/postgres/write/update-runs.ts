import type { ClientBase } from 'pg';
import type { RunFields } from '../../../contract/run-events.ts';
import type { CountChanges } from '../../runs/events/count-changes.ts';
import { fieldColumns } from '../../runs/events/recorded-columns.ts';
import { type RunState, stateColumns } from '../../runs/events/run-state.ts';
import type { StoredRun } from './lock-runs.ts';
import { createRowStatement, recordedColumns } from './row-statement.ts';
import { toFacetsText, toSearch, unlistedTexts } from './run-texts.ts';
import type { IsListed } from './write-dictionary.ts';

/**
 * A change of a run's row: state and writer are always written, fields only where present. The first writer
 * that has the run records it from then on.
 */
export type RunChange = {
  readonly stored: StoredRun;
  readonly state: RunState;
  readonly writer: string | null;
  readonly fields: RunFields;
};

const fields = recordedColumns<Row, RunFields>(fieldColumns, change => change.fields);

type Row = RunChange & { readonly isListed: IsListed };

const update = createRowStatement<Row>(
  'update-runs',
  [
    { name: 'key', type: 'integer', of: ({ stored }) => stored.key },
    { name: 'writer', type: 'text', of: ({ writer }) => writer },
    ...recordedColumns<Row, RunState>(stateColumns, ({ state }) => state),
    { name: 'search', type: 'plain', of: searchOf },
    { name: 'facets', type: 'plain', of: facetsOf },
    ...fields,
  ],
  rows => `
UPDATE runs r SET writer = u.writer, recorded_by = coalesce(r.recorded_by, u.writer), ${stateColumns.map(({ name }) => `${name} = u.${name}`).join(', ')},
  search = u.search, facets = u.facets::text[],
  ${fields.map(({ name, as }) => `${name} = coalesce(${as ?? `u.${name}`}, r.${name})`).join(', ')}
FROM ${rows} WHERE r.key = u.key`,
);

/** Writes rows, and counts the changes. */
export async function updateRuns(
  client: ClientBase,
  changes: readonly RunChange[],
  counts: CountChanges,
  isListed: IsListed,
): Promise<void> {
  await update.run(
    client,
    changes.map(change => ({ ...change, isListed })),
  );
  for (const { stored, state } of changes) counts.changed(stored, state.status);
}

function searchOf({ stored, state, isListed }: Row): string {
  return toSearch({ ...stored, ...state, unlisted: unlistedTexts(stored, isListed) });
}

function facetsOf({ stored, state, fields }: RunChange): string {
  return toFacetsText({
    ...stored,
    ...state,
    models: fields.models ?? stored.models,
    services: fields.services ?? stored.services,
  });
}
