import type { RunCreated } from '../../../contract/event-batch.ts';
import type { StartRequest, StartResult } from '../../../contract/starts/start-request.ts';
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
  return {
    ...{ type: 'run-created', id, kind: 'workflow', name: workflow, status: 'queued' },
    trigger: triggers[trigger],
    actor: by,
    retryOf,
    createdAt: now,
    queuedAt: now,
    input: input === undefined ? undefined : toJsonText(input, { indent: 0 }),
  };
}

/** The answer to a start under the id of a run of another workflow. */
export function idIsTaken(id: string, name: string): StartResult {
  return { type: 'refused', reason: `${id} is the id of a run of ${name} already` };
}
