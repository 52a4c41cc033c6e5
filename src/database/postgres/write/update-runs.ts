import type { ClientBase } from 'pg';
import type { PendingRun } from '../../../contract/event-batch.ts';
import type { RunFields } from '../../../contract/run-events.ts';
import { isActive, type RunStatus, rawStatus, toStatus } from '../../../model/status.ts';
import type { Counts } from './counts.ts';
import { createRowStatement } from './row-statement.ts';
import { toFacetsText, toSearch } from './run-texts.ts';
import { type ErrorTexts, errorTexts, fieldColumns, noError, toFinite } from './run-values.ts';
import type { StoredRow } from './stored-row.ts';

/**
 * A row as it is to be: what readers see of its state is given whole, the other fields where they are new.
 */
export type RowChange = {
  readonly stored: StoredRow;
  readonly fields: RunFields;
  readonly status: RunStatus;
  readonly statusRaw: string | null;
  readonly writer: string | null;
  readonly lostStatus: string | null;
  readonly finishedAt: number | null;
  readonly error: ErrorTexts;
};

const kept = fieldColumns.map(({ name, as }) => `${name} = coalesce(${as ?? `u.${name}`}, r.${name})`);

const update = createRowStatement<RowChange>(
  'update-runs',
  [
    { name: 'key', type: 'integer', of: ({ stored }) => stored.key },
    { name: 'status', type: 'text', of: ({ status }) => status },
    { name: 'status_raw', type: 'text', of: ({ statusRaw }) => statusRaw },
    { name: 'writer', type: 'text', of: ({ writer }) => writer },
    { name: 'lost_status', type: 'text', of: ({ lostStatus }) => lostStatus },
    { name: 'finished_at', type: 'number', of: ({ finishedAt }) => finishedAt },
    { name: 'error_name', type: 'text', of: ({ error }) => error.errorName },
    { name: 'error_message', type: 'text', of: ({ error }) => error.errorMessage },
    { name: 'error_step', type: 'text', of: ({ error }) => error.errorStep },
    { name: 'search', type: 'plain', of: ({ stored, error }) => toSearch({ ...stored, ...error }) },
    {
      name: 'facets',
      type: 'plain',
      of: ({ stored, fields, error }) =>
        toFacetsText({
          ...stored,
          ...error,
          models: fields.models ?? stored.models,
          services: fields.services ?? stored.services,
        }),
    },
    ...fieldColumns,
  ],
  rows => `
UPDATE runs r SET status = u.status, status_raw = u.status_raw, writer = u.writer, lost_status = u.lost_status,
  finished_at = u.finished_at, error_name = u.error_name, error_message = u.error_message, error_step = u.error_step,
  search = u.search, facets = u.facets::text[], ${kept.join(', ')}
FROM ${rows} WHERE r.key = u.key`,
);

/** Writes rows as they are to be, and counts what that moves. */
export async function updateRuns(
  client: ClientBase,
  changes: readonly RowChange[],
  counts: Counts,
): Promise<void> {
  await update.run(client, changes);
  for (const { stored, status } of changes) {
    if (status === stored.status) continue;
    counts.add(stored, -1);
    counts.add({ ...stored, status }, 1);
  }
}

/** What facts make of a row. A run that was filed as lost and moves again was not: the loss is taken back. */
export function changeOf(stored: StoredRow, { fields }: PendingRun, writer: string | null): RowChange {
  const hasStatus = fields.status !== undefined;
  const isRevived = hasStatus && stored.lostStatus !== null;
  const status = fields.status === undefined ? stored.status : toStatus(fields.status);
  const finishedAt = toFinite(fields.finishedAt) ?? (isRevived ? null : stored.finishedAt);
  const isOwned = isActive({ status, finishedAt: finishedAt ?? undefined });
  const staysLost = stored.lostStatus !== null && !hasStatus;
  return {
    stored,
    fields,
    status,
    statusRaw: hasStatus ? rawStatus(fields.status) : stored.statusRaw,
    writer: staysLost ? stored.writer : isOwned ? writer : null,
    lostStatus: staysLost ? stored.lostStatus : null,
    finishedAt,
    error: fields.error ? errorTexts(fields.error) : isRevived ? noError : stored,
  };
}

/** Whether facts take back that a run was lost. */
export function isRevived(stored: StoredRow, { fields }: PendingRun): boolean {
  return fields.status !== undefined && stored.lostStatus !== null;
}
