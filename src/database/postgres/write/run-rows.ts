import type { ClientBase } from 'pg';
import type { RunCreated } from '../../../contract/event-batch.ts';
import type { RunFields } from '../../../contract/run-events.ts';
import { runFields, runTags } from '../../../model/run-fields.ts';
import type { SearchedField } from '../../runs/events/dictionary.ts';
import { searchedError } from '../../runs/events/error-columns.ts';
import { createdColumns, fieldColumns } from '../../runs/events/recorded-columns.ts';
import { type CountChanges, type RunState, stateColumns } from '../../runs/events/run-state.ts';
import { type RecordedTexts, toTextsEntry, toWordsEntry } from '../../runs/filter/index-entry.ts';
import { type FacetedRun, toFacets } from '../facets.ts';
import { decodeText } from '../text-codec.ts';
import type { StoredRun } from './lock-runs.ts';
import { arrayText, createInsert, createRowStatement, recordedColumns } from './row-statement.ts';
import type { IsListed } from './write-dictionary.ts';

type NewRun = {
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
    { name: 'writer', type: 'text', get: ({ writer }) => writer },
    { name: 'recorded_by', type: 'text', get: ({ recordedBy }) => recordedBy },
    ...recordedColumns<NewRun, RunCreated>(createdColumns, ({ created }) => created),
    ...recordedColumns<NewRun, RunState>(stateColumns, ({ state }) => state),
    ...recordedColumns<NewRun, RunFields>(fieldColumns, ({ fields }) => fields),
    { name: 'search', type: 'plain', get: searchOfNew },
    { name: 'facets', type: 'plain', get: facetsOfNew, as: 'u.facets::text[]' },
  ],
  'ON CONFLICT (id) DO NOTHING RETURNING key, id',
);

export async function insertRuns(
  client: ClientBase,
  runs: readonly NewRun[],
): Promise<ReadonlyMap<string, number>> {
  const inserted = await insert.run<{ key: number; id: string }>(client, runs);
  return new Map(inserted.map(({ key, id }) => [decodeText(id), key]));
}

function searchOfNew(run: NewRun): string {
  return toSearch({ ...run.created, ...run.state, unlisted: unlistedTexts(toFaceted(run), run.isListed) });
}

function facetsOfNew(run: NewRun): string {
  return arrayText(toFacets(toFaceted(run)));
}

function toFaceted({ created, state, fields }: NewRun): FacetedRun {
  const { type, label, raw } = created.trigger;
  return {
    ...created,
    ...{ triggerType: type, triggerLabel: label, triggerRaw: raw },
    ...{ models: fields.models, services: fields.services },
    ...state,
  };
}

/** Fields are only written where present. A run's first writer records it from then on. */
export type RunChange = {
  readonly stored: StoredRun;
  readonly state: RunState;
  readonly writer: string | null;
  readonly fields: RunFields;
};

const changedFields = recordedColumns<Row, RunFields>(fieldColumns, change => change.fields);

type Row = RunChange & { readonly isListed: IsListed };

const update = createRowStatement<Row>(
  'update-runs',
  [
    { name: 'key', type: 'integer', get: ({ stored }) => stored.key },
    { name: 'writer', type: 'text', get: ({ writer }) => writer },
    ...recordedColumns<Row, RunState>(stateColumns, ({ state }) => state),
    { name: 'search', type: 'plain', get: searchOfChanged },
    { name: 'facets', type: 'plain', get: facetsOfChanged },
    ...changedFields,
  ],
  rows => `
UPDATE runs r SET writer = u.writer, recorded_by = coalesce(r.recorded_by, u.writer), ${stateColumns.map(({ name }) => `${name} = u.${name}`).join(', ')},
  search = u.search, facets = u.facets::text[],
  ${changedFields.map(({ name, as }) => `${name} = coalesce(${as ?? `u.${name}`}, r.${name})`).join(', ')}
FROM ${rows} WHERE r.key = u.key`,
);

export async function updateRuns(
  client: ClientBase,
  changes: readonly RunChange[],
  counts: CountChanges,
  isListed: IsListed,
): Promise<void> {
  const rows = changes.map(change => ({ ...change, isListed }));
  await update.run(client, rows);
  for (const { stored, state } of changes) counts.changed(stored, state.status);
}

function searchOfChanged({ stored, state, isListed }: Row): string {
  return toSearch({ ...stored, ...state, unlisted: unlistedTexts(stored, isListed) });
}

function facetsOfChanged({ stored, state, fields }: RunChange): string {
  const models = fields.models ?? stored.models;
  const services = fields.services ?? stored.services;
  return arrayText(toFacets({ ...stored, ...state, models, services }));
}

type SearchedRun = Parameters<typeof searchedError>[0] & {
  readonly id: string;
  readonly name: string;
  readonly unlisted: readonly string[];
};

function toSearch({ id, name, unlisted, ...error }: SearchedRun): string {
  return toTextsEntry({ id, name, errorSummary: searchedError(error), unlisted });
}

function unlistedTexts(run: FacetedRun, isListed: IsListed): readonly string[] {
  const texts = [
    ...runTags.map(tag => [runFields[tag].column, run[tag]] as const),
    ['trigger_type', run.triggerType],
    ['trigger_label', run.triggerLabel],
    ['trigger_raw', run.triggerRaw],
  ] as const satisfies readonly (readonly [SearchedField, string | null | undefined])[];
  return texts.flatMap(([field, text]) => (typeof text === 'string' && !isListed(field, text) ? [text] : []));
}

/** A `tsvector` holds 1 MB: this leaves room for two additions of at most `addedWordsBytes` each. */
const wordsBytes = 600_000;
export const addedWordsBytes = 100_000;

export function toWordsText(texts: RecordedTexts): string {
  return toWordsEntry(texts, wordsBytes).join(' ');
}
