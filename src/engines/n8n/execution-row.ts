import { type Fields, fieldsOf, textOf } from '../../model/is-record.ts';
import type { ErrorSummary, RunSummary } from '../../model/run.ts';
import { type RunStatus, toStatus } from '../../model/status.ts';
import type { Listed } from './n8n-client.ts';

export type Execution = Listed & {
  readonly createdAt: number;
  readonly name: string;
  readonly errorSummary?: ErrorSummary;
  /** The end of the successful retry. */
  readonly settledAt?: number;
  /** n8n's answer, if the execution was read by its id. */
  readonly whole?: Fields;
};

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

/** An execution that waits for a call has a time of the year 3000. */
const noTime = Date.UTC(2999, 0);

export function toRunStatus({ status, waitTill }: Pick<Listed, 'status' | 'waitTill'>): RunStatus {
  const isTimed = status === 'waiting' && waitTill !== undefined && waitTill < noTime;
  return isTimed ? 'sleeping' : statusOf(status);
}

export function statusOf(word = 'unknown'): RunStatus {
  return Object.entries(apiStatuses).find(([known]) => known === word)?.[1] ?? toStatus(word);
}

export function toSummary(row: Execution): RunSummary {
  const { id, name, mode, createdAt, startedAt, stoppedAt, retryOf, retrySuccessId: by, settledAt: at } = row;
  const status = toRunStatus(row);
  const isPaused = status === 'sleeping' || status === 'waiting';
  const isOpen = isPaused || status === 'running' || status === 'queued';
  const hasFailed = status === 'failed';
  return {
    ...{ id, kind: 'workflow', name, status, statusRaw: row.status, createdAt, retryOf },
    statusLabel: row.status === 'crashed' ? 'Crashed' : undefined,
    trigger: { type: mode, label: mode.charAt(0).toUpperCase() + mode.slice(1), raw: mode },
    startedAt: status === 'queued' ? undefined : startedAt,
    finishedAt: isOpen || stoppedAt === undefined ? undefined : Math.max(stoppedAt, startedAt ?? createdAt),
    pausedAt: isPaused ? stoppedAt : undefined,
    wakeAt: status === 'sleeping' ? row.waitTill : undefined,
    models: [],
    services: [],
    parentId: textOf(fieldsOf(fieldsOf(row.whole?.data).parentExecution).executionId),
    errorSummary: hasFailed ? row.errorSummary : undefined,
    settled: hasFailed && by !== undefined && at !== undefined ? { by, at, how: 'retry' } : undefined,
  };
}
