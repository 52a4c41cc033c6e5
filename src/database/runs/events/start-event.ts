import type { RunCreated } from '../../../contract/event-batch.ts';
import type { RunFields } from '../../../contract/run-events.ts';
import {
  refuseTakenId,
  type StartRequest,
  type StartResult,
} from '../../../contract/starts/start-request.ts';
import { toJsonText } from '../../../model/payload/payload-text.ts';
import { escapeMarkers } from '../../../model/payload/special-values.ts';
import { isActive } from '../../../model/status.ts';
import type { RunState, StoredState } from './run-state.ts';

const triggers = {
  api: { type: 'api', label: 'API', raw: 'api' },
  cli: { type: 'cli', label: 'CLI', raw: 'cli' },
} as const;

type StartContext = {
  readonly id: string;
  readonly now: number;
  /** That of the run that is repeated. */
  readonly project?: string | null;
};

export function toStartEvent(
  { workflow, input, trigger = 'api', by, retryOf }: StartRequest,
  { id, now, project }: StartContext,
): RunCreated {
  const json = input === undefined ? undefined : toJsonText(input, { indent: 0 });
  return {
    ...{ type: 'run-created', id, kind: 'workflow', name: workflow, status: 'queued' },
    trigger: triggers[trigger],
    actor: by,
    project: project ?? undefined,
    retryOf,
    createdAt: now,
    queuedAt: now,
    input: json !== undefined && retryOf === undefined ? escapeMarkers(json) : json,
  };
}

export type KnownRun = Readonly<Record<'id' | 'name' | 'kind' | 'triggerRaw', string>> &
  Readonly<Record<'actor' | 'input', string | null>> & {
    readonly createdAt: number;
    readonly queuedAt: number | null;
  };

export const knownRunColumns =
  'r.id, r.name, r.kind, r.created_at AS "createdAt", r.queued_at AS "queuedAt", r.trigger_raw AS "triggerRaw", r.actor';

/** A repeated start answers with its run; any other start with the run's id is refused. */
export function answerKnown(known: KnownRun, start: RunCreated): StartResult {
  const { id, name: workflow, actor } = known;
  const differs = differenceOf(known, start);
  if (differs) return refuseTakenId({ id, workflow, differs });
  return { type: 'started', id, already: actor === null ? {} : { by: actor } };
}

/** A start is queued in the millisecond of its creation; a run that a program records usually is not. */
function differenceOf({ name, kind, createdAt, queuedAt, triggerRaw, input }: KnownRun, start: RunCreated) {
  if (name !== start.name) return 'workflow';
  const isStart = kind === 'workflow' && queuedAt === createdAt && Object.hasOwn(triggers, triggerRaw);
  if (!isStart) return 'origin';
  return input === (start.input ?? null) ? undefined : 'input';
}

export function mayBegin({ status, finishedAt }: RunState): boolean {
  return status === 'queued' && finishedAt === null;
}

/** Whoever began the run may have missed the answer, and ask again. */
export function isBegun(stored: StoredState, at: number): boolean {
  const { status, finishedAt, startedAt, lostStatus } = stored;
  return startedAt === at && lostStatus === null && isActive({ status, finishedAt: finishedAt ?? undefined });
}

export function begunFields(at: number): RunFields {
  return { status: 'running', startedAt: at };
}

/** Once the inputs of starts that begin together are larger than this, no further start joins them. */
export const mostBytesAtOnce = 4 * 1_024 * 1_024;
