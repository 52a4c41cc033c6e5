import type { ClientBase } from 'pg';
import { runFields, runTags, type Tag } from '../../../model/run-fields.ts';
import { knownStatuses } from '../../../model/status.ts';
import { type StoredState, storedStateColumns } from '../../runs/events/run-state.ts';
import { decodeRow } from '../text-codec.ts';

export type StoredRun = StoredState &
  Readonly<Record<Tag, string | null>> &
  Readonly<Record<'id' | 'kind' | 'triggerType' | 'triggerLabel' | 'triggerRaw', string>> &
  Readonly<Record<'models' | 'services', readonly string[] | null>> &
  Readonly<Record<'hasInput' | 'hasOutput' | 'hasErrorValue', boolean>> & {
    readonly key: number;
    readonly writer: string | null;
    /** Kept after the run's end; null while it waits to be started. */
    readonly recordedBy: string | null;
  };

type Encoded = Omit<StoredRun, 'status'> & { readonly status: string };

const columns = `
  ${storedStateColumns}, r.id, r.writer, r.recorded_by AS "recordedBy",
  r.trigger_type AS "triggerType", r.trigger_label AS "triggerLabel", r.trigger_raw AS "triggerRaw",
  ${runTags.map(tag => `r.${runFields[tag].column} AS "${tag}"`).join(', ')},
  r.models, r.services,
  p.input IS NOT NULL AS "hasInput", p.output IS NOT NULL AS "hasOutput", p.error_value IS NOT NULL AS "hasErrorValue"`;

/** Locks the runs that meet a condition on `r`, in the same order on every server. */
export async function lockRuns(
  client: ClientBase,
  name: string,
  condition: string,
  values: readonly unknown[],
): Promise<readonly StoredRun[]> {
  const { rows } = await client.query<Encoded>({
    name,
    text: `SELECT ${columns} FROM runs r LEFT JOIN payloads p ON p.key = r.key WHERE ${condition} ORDER BY r.id FOR UPDATE OF r`,
    values: [...values],
  });
  return rows.map(row => ({
    ...decodeRow(row),
    status: knownStatuses.find(status => status === row.status) ?? 'unknown',
  }));
}
