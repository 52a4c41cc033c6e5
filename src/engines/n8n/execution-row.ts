import { isRecord } from '../../model/is-record.ts';
import type { ErrorSummary, RunSummary } from '../../model/run.ts';
import { type RunStatus, toStatus } from '../../model/status.ts';
import type { Listed } from './n8n-client.ts';

/** An execution with what the list does not say of it. */
export type Execution = Listed & {
  readonly createdAt: number;
  readonly name: string;
  /** Set for a failed one whose data could be read. */
  readonly errorSummary?: ErrorSummary;
  /** When the execution that repeated it with success ended. */
  readonly settledAt?: number;
  /** As n8n sent it, where it was looked for by its id. */
  readonly whole?: Fields;
};

export type Fields = Readonly<Record<string, unknown>>;

export function fieldsOf(value: unknown): Fields {
  return isRecord(value) ? value : {};
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** n8n's words for statuses, by which it lists. */
export const apiStatuses = {
  new: 'queued',
  running: 'running',
  waiting: 'waiting',
  success: 'success',
  error: 'failed',
  crashed: 'failed',
  canceled: 'canceled',
  unknown: 'unknown',
} as const satisfies Readonly<Record<string, RunStatus>>;

/** An execution that waits for a call, and for no time, has one in the year 3000. */
const noTime = Date.UTC(2999, 0);

export function toRunStatus({ status, waitTill }: Pick<Listed, 'status' | 'waitTill'>): RunStatus {
  const isTimed = status === 'waiting' && waitTill !== undefined && waitTill < noTime;
  return isTimed ? 'sleeping' : statusOf(status);
}

export function statusOf(word = 'unknown'): RunStatus {
  return Object.entries(apiStatuses).find(([known]) => known === word)?.[1] ?? toStatus(word);
}

export function toSummary(row: Execution): RunSummary {
  const status = toRunStatus(row);
  const isPaused = status === 'sleeping' || status === 'waiting';
  const hasEnded = !isPaused && status !== 'running' && status !== 'queued';
  const { retrySuccessId, settledAt } = row;
  return {
    id: row.id,
    kind: 'workflow',
    name: row.name,
    status,
    statusRaw: row.status,
    ...(row.status === 'crashed' ? { statusLabel: 'Crashed' } : {}),
    trigger: { type: row.mode, label: row.mode.charAt(0).toUpperCase() + row.mode.slice(1), raw: row.mode },
    createdAt: row.createdAt,
    startedAt: status === 'queued' ? undefined : row.startedAt,
    finishedAt: hasEnded ? row.stoppedAt : undefined,
    ...(isPaused ? { pausedAt: row.stoppedAt } : {}),
    ...(status === 'sleeping' ? { wakeAt: row.waitTill } : {}),
    models: [],
    services: [],
    parentId: parentOf(row.whole),
    retryOf: row.retryOf,
    errorSummary: status === 'failed' ? row.errorSummary : undefined,
    ...(status === 'failed' && retrySuccessId !== undefined && settledAt !== undefined
      ? { settled: { by: retrySuccessId, at: settledAt, how: 'retry' as const } }
      : {}),
  };
}

function parentOf(whole: Fields | undefined): string | undefined {
  return textOf(fieldsOf(fieldsOf(whole?.data).parentExecution).executionId);
}
