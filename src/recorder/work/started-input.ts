import { restorePayload } from '../../model/payload/restore-payload.ts';

/** The argument of a workflow's work; `undefined` where the run was started without input. */
export function startedInput(json: string | undefined): unknown {
  return json === undefined ? undefined : restorePayload(json);
}
