import type { RunCreated } from '../../../contract/event-batch.ts';
import {
  refuseTakenId,
  type StartRequest,
  type StartResult,
} from '../../../contract/starts/start-request.ts';
import { escapeMarkers } from '../../../model/payload/escape-markers.ts';
import { toJsonText } from '../../../model/payload/payload-text.ts';

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
