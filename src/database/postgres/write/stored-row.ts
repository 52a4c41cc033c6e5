import type { ClientBase } from 'pg';
import { knownStatuses, type RunStatus } from '../../../model/status.ts';
import { decodeText } from '../text-codec.ts';

/** What a run's row says that what comes next depends on. */
export type StoredRow = {
  readonly key: number;
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly status: RunStatus;
  readonly statusRaw: string | null;
  readonly writer: string | null;
  /** Set while the run is lost: the status it had, verbatim. */
  readonly lostStatus: string | null;
  readonly createdAt: number;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
  readonly triggerType: string;
  readonly triggerLabel: string;
  readonly triggerRaw: string;
  readonly actor: string | null;
  readonly project: string | null;
  readonly models: readonly string[] | null;
  readonly services: readonly string[] | null;
  readonly errorName: string | null;
  readonly errorMessage: string | null;
  readonly errorStep: string | null;
  readonly hasInput: boolean;
  readonly hasOutput: boolean;
  readonly hasErrorValue: boolean;
};

type Encoded = Omit<StoredRow, 'status'> & { readonly status: string };

const columns = `
  r.key, r.id, r.kind, r.name, r.status, r.status_raw AS "statusRaw", r.writer, r.lost_status AS "lostStatus",
  r.created_at AS "createdAt", r.started_at AS "startedAt", r.finished_at AS "finishedAt",
  r.trigger_type AS "triggerType", r.trigger_label AS "triggerLabel", r.trigger_raw AS "triggerRaw", r.actor, r.project,
  r.models, r.services, r.error_name AS "errorName", r.error_message AS "errorMessage", r.error_step AS "errorStep",
  p.input IS NOT NULL AS "hasInput", p.output IS NOT NULL AS "hasOutput", p.error_value IS NOT NULL AS "hasErrorValue"`;

/**
 * Runs that match a condition on `r`, locked until the transaction ends, in the order in which every server
 * locks them.
 */
export async function lockRuns(
  client: ClientBase,
  name: string,
  condition: string,
  values: readonly unknown[],
): Promise<readonly StoredRow[]> {
  const { rows } = await client.query<Encoded>({
    name,
    text: `SELECT ${columns} FROM runs r LEFT JOIN payloads p ON p.key = r.key WHERE ${condition} ORDER BY r.id FOR UPDATE OF r`,
    values: [...values],
  });
  return rows.map(decodeRow);
}

function decodeRow(row: Encoded): StoredRow {
  const decoded = Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, typeof value === 'string' ? decodeText(value) : value]),
  );
  return {
    ...row,
    ...decoded,
    status: knownStatuses.find(status => status === row.status) ?? 'unknown',
    models: row.models?.map(decodeText) ?? null,
    services: row.services?.map(decodeText) ?? null,
  };
}
