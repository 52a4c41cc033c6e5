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

/** The run of a start: queued, and nobody's until a program begins it. */
export function toStartEvent(
  { workflow, input, trigger = 'api', by, retryOf }: StartRequest,
  { id, now }: { readonly id: string; readonly now: number },
): RunCreated {
  const json = input === undefined ? undefined : toJsonText(input, { indent: 0 });
  return {
    ...{ type: 'run-created', id, kind: 'workflow', name: workflow, status: 'queued' },
    trigger: triggers[trigger],
    actor: by,
    retryOf,
    createdAt: now,
    queuedAt: now,
    input: json !== undefined && retryOf === undefined ? escapeMarkers(json) : json,
  };
}

/** A stored run whose id a start has, too. */
export type KnownRun = {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly createdAt: number;
  readonly queuedAt: number | null;
  readonly triggerRaw: string;
  readonly actor: string | null;
  readonly input: string | null;
};

/** The columns of a `KnownRun`, of a row `r` of `runs`, but for its input. */
export const knownRunColumns =
  'r.id, r.name, r.kind, r.created_at AS "createdAt", r.queued_at AS "queuedAt", r.trigger_raw AS "triggerRaw", r.actor';

/** The answer to a start under the id of a known run: that run again, or nothing where it is another. */
export function answerKnown(known: KnownRun, start: RunCreated): StartResult {
  const { id, name: workflow, actor } = known;
  const differs = differenceOf(known, start);
  if (differs) return refuseTakenId({ id, workflow, differs });
  return { type: 'started', id, already: actor === null ? {} : { by: actor } };
}

/** A start is queued when it is created; what a program records is not, unless it queues a run itself. */
function differenceOf({ name, kind, createdAt, queuedAt, triggerRaw, input }: KnownRun, start: RunCreated) {
  if (name !== start.name) return 'workflow';
  const isStart = kind === 'workflow' && queuedAt === createdAt && Object.hasOwn(triggers, triggerRaw);
  if (!isStart) return 'origin';
  return input === (start.input ?? null) ? undefined : 'input';
}

/** Whether a start may begin: it was neither canceled nor begun. */
export function mayBegin({ status, finishedAt }: RunState): boolean {
  return status === 'queued' && finishedAt === null;
}

/** Whether a start has begun at `at`, and still runs: the answer to whoever began it may have been lost. */
export function isBegun(stored: StoredState, at: number): boolean {
  const { status, finishedAt, startedAt, lostStatus } = stored;
  return startedAt === at && lostStatus === null && isActive({ status, finishedAt: finishedAt ?? undefined });
}

/** `at`: epoch ms. */
export function begunFields(at: number): RunFields {
  return { status: 'running', startedAt: at };
}

/** When the inputs of starts that begin together have more bytes, no further one begins with them. */
export const mostBytesAtOnce = 4 * 1_024 * 1_024;
