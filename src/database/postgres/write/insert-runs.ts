import type { ClientBase } from 'pg';
import type { RunCreated } from '../../../contract/event-batch.ts';
import type { RunFields } from '../../../contract/run-events.ts';
import { createdColumns, fieldColumns } from '../../runs/events/recorded-columns.ts';
import { type RunState, stateColumns } from '../../runs/events/run-state.ts';
import type { FacetedRun } from '../facets.ts';
import { decodeText } from '../text-codec.ts';
import { createInsert, recordedColumns } from './row-statement.ts';
import { toFacetsText, toSearch, unlistedTexts } from './run-texts.ts';
import type { IsListed } from './write-dictionary.ts';

export type NewRun = {
  readonly created: RunCreated;
  readonly state: RunState;
  readonly writer: string | null;
  readonly recordedBy: string | null;
  readonly fields: RunFields;
  readonly isListed: IsListed;
};

const insert = createInsert<NewRun>(
  'runs',
  [
    { name: 'writer', type: 'text', of: ({ writer }) => writer },
    { name: 'recorded_by', type: 'text', of: ({ recordedBy }) => recordedBy },
    ...recordedColumns<NewRun, RunCreated>(createdColumns, ({ created }) => created),
    ...recordedColumns<NewRun, RunState>(stateColumns, ({ state }) => state),
    ...recordedColumns<NewRun, RunFields>(fieldColumns, ({ fields }) => fields),
    { name: 'search', type: 'plain', of: searchOf },
    { name: 'facets', type: 'plain', of: facetsOf, as: 'u.facets::text[]' },
  ],
  'ON CONFLICT (id) DO NOTHING RETURNING key, id',
);

/** Inserts runs that do not exist yet; returns their keys by id. */
export async function insertRuns(
  client: ClientBase,
  runs: readonly NewRun[],
): Promise<ReadonlyMap<string, number>> {
  const inserted = await insert.run<{ key: number; id: string }>(client, runs);
  return new Map(inserted.map(({ key, id }) => [decodeText(id), key]));
}

function searchOf(run: NewRun): string {
  return toSearch({ ...run.created, ...run.state, unlisted: unlistedTexts(faceted(run), run.isListed) });
}

function facetsOf(run: NewRun): string {
  return toFacetsText(faceted(run));
}

function faceted({ created, state, fields }: NewRun): FacetedRun {
  const { type, label, raw } = created.trigger;
  return {
    ...created,
    ...{ triggerType: type, triggerLabel: label, triggerRaw: raw },
    ...{ models: fields.models, services: fields.services },
    ...state,
  };
}
