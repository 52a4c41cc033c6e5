import type { ClientBase } from 'pg';
import type { PendingRun, RunCreated } from '../../../contract/event-batch.ts';
import { isActive, rawStatus, toStatus } from '../../../model/status.ts';
import { decodeText } from '../text-codec.ts';
import { createInsert } from './row-statement.ts';
import { type SearchedRun, toFacetsText, toSearch } from './run-texts.ts';
import { type ErrorTexts, errorTexts, fieldColumns, noError, toFinite } from './run-values.ts';

type NewRun = PendingRun & { readonly created: RunCreated; readonly writer: string | null };
type Row = NewRun & { readonly error: ErrorTexts; readonly searched: SearchedRun };

const insert = createInsert<Row>(
  'runs',
  [
    { name: 'id', type: 'text', of: ({ id }) => id },
    { name: 'kind', type: 'text', of: ({ created }) => created.kind },
    { name: 'name', type: 'text', of: ({ created }) => created.name },
    { name: 'trigger_type', type: 'text', of: ({ created }) => created.trigger.type },
    { name: 'trigger_label', type: 'text', of: ({ created }) => created.trigger.label },
    { name: 'trigger_raw', type: 'text', of: ({ created }) => created.trigger.raw },
    { name: 'trigger_at', type: 'number', of: ({ created }) => toFinite(created.trigger.at) },
    { name: 'actor', type: 'text', of: ({ created }) => created.actor },
    { name: 'project', type: 'text', of: ({ created }) => created.project },
    { name: 'parent_id', type: 'text', of: ({ created }) => created.parentId },
    { name: 'created_at', type: 'number', of: ({ created }) => toFinite(created.createdAt) ?? 0 },
    { name: 'writer', type: 'text', of: ({ writer }) => writer },
    { name: 'status', type: 'text', of: ({ fields }) => statusOf(fields) },
    { name: 'status_raw', type: 'text', of: ({ fields }) => rawStatus(fields.status) },
    { name: 'finished_at', type: 'number', of: ({ fields }) => toFinite(fields.finishedAt) },
    ...fieldColumns,
    { name: 'error_name', type: 'text', of: ({ error }) => error.errorName },
    { name: 'error_message', type: 'text', of: ({ error }) => error.errorMessage },
    { name: 'error_step', type: 'text', of: ({ error }) => error.errorStep },
    { name: 'search', type: 'plain', of: ({ searched }) => toSearch(searched) },
    { name: 'facets', type: 'plain', of: ({ searched }) => toFacetsText(searched), as: 'u.facets::text[]' },
  ],
  'ON CONFLICT (id) DO NOTHING RETURNING key, id',
);

/**
 * Inserts the runs that are not there yet, owned by the writer while they are active; gives the keys of those
 * by their ids.
 */
export async function insertRuns(
  client: ClientBase,
  runs: readonly PendingRun[],
  writer: string | null,
): Promise<ReadonlyMap<string, number>> {
  const rows = runs.flatMap(run => (run.created ? [toRow({ ...run, created: run.created, writer })] : []));
  const inserted = await insert.run<{ key: number; id: string }>(client, rows);
  return new Map(inserted.map(({ key, id }) => [decodeText(id), key]));
}

function toRow(run: NewRun): Row {
  const { created, fields, writer } = run;
  const { trigger } = created;
  const error = fields.error ? errorTexts(fields.error) : noError;
  const isOwned = isActive({ status: statusOf(fields), finishedAt: fields.finishedAt });
  const searched = {
    ...created,
    ...{ triggerType: trigger.type, triggerLabel: trigger.label, triggerRaw: trigger.raw },
    ...{ models: fields.models, services: fields.services },
    ...error,
  };
  return { ...run, writer: isOwned ? writer : null, error, searched };
}

export function statusOf({ status }: PendingRun['fields']) {
  return toStatus(status ?? 'queued');
}
