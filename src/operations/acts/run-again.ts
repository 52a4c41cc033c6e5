import { createHash } from 'node:crypto';
import { hashedRunId } from '../../contract/run-ids.ts';
import type { RestartOptions, RunStore } from '../../contract/run-store.ts';
import type { StartRequest } from '../../contract/starts/start-request.ts';
import { withWholeValues } from '../../model/payload/lazy/lazy-parts.ts';
import { lostPart } from '../../model/payload/lost-part.ts';
import { toJsonText } from '../../model/payload/payload-text.ts';
import { escapeMarkers } from '../../model/payload/special-values.ts';
import { type Run, runAddress } from '../../model/run.ts';
import { isActive } from '../../model/status.ts';
import { redactValue } from '../../model/text/redact-value.ts';
import { unsupportedText } from '../target-refusal.ts';
import type { Retried } from './find-retried.ts';
import { type KeepCase, keepAsItIs, readToAct } from './keep-case.ts';
import { maskedInputRefusal } from './masked-input.ts';
import { type StartOutcome, startOutcome } from './start-outcome.ts';
import { capabilitiesAt, wayAgain } from './way-again.ts';

type Store = Pick<RunStore, 'can' | 'getRun' | 'getTrace' | 'startRun' | 'restartRun' | 'target'>;

export type AgainRequest = Pick<StartRequest, 'by' | 'trigger'> & {
  readonly store: Store;
  /** Earlier retries as they were seen when the run was chosen: the id of the new run follows from them. */
  readonly retried: Retried;
  readonly address: string;
  readonly input?: { readonly value: unknown };
  /** The id of the last attempt of the step to start from; absent for the whole run. */
  readonly fromStep?: string;
  /** Saves the run before its engine restarts it in place. */
  readonly keepCase?: KeepCase;
  readonly signal?: AbortSignal;
};

/**
 * Starts a run once more with its recorded input, or lets its engine repeat it: in place only once the run
 * was saved. Rejects only with a bug or the signal's reason.
 */
export async function runAgain(request: AgainRequest): Promise<StartOutcome> {
  const { store, address, input, fromStep, signal } = request;
  const way = wayAgain(capabilitiesAt(store, address), { fromStep, isEdited: input !== undefined });
  if (!way) return { type: 'refused', reason: unsupportedText(store.target, 'restart-from', address) };
  if (way.loses !== undefined) return restartInPlace(request, way.loses);
  const restarted = way.isStart ? undefined : await tryRestart(request);
  if (restarted) return restarted;
  if (fromStep !== undefined)
    return { type: 'refused', reason: unsupportedText(store.target, 'restart-from', address) };
  const read = await readToAct(store, address, signal);
  if (read.type !== 'read') return read;
  const { run } = read;
  const refused = input === undefined ? againRefusal(run) : editedRefusal(run, input.value);
  if (refused !== undefined) return { type: 'refused', reason: refused };
  const { retried, by, trigger } = request;
  const recorded = withWholeValues(run.input);
  const edited = input && editedInput(recorded, input.value);
  const id = retryId({ id: run.id, last: retried.get(runAddress(run)), input: edited });
  const sent = edited ? edited.value : recorded;
  const payload = sent === undefined ? {} : { input: sent };
  const start = { workflow: run.name, id, ...payload, retryOf: address, by, trigger };
  return startOutcome(store.target, { address, workflow: run.name, id }, () =>
    store.startRun(start, { signal }),
  );
}

export function againRefusal({ kind, input }: Pick<Run, 'kind' | 'input'>): string | undefined {
  if (kind === 'agent') return 'it is a session of an agent: only workflows are started again';
  const lost = lostPart(input);
  return lost && `its recorded input is incomplete, at ${lost.path.replace('$', 'input')}: ${lost.words}`;
}

export function editedRefusal(
  { kind, input: recorded }: Pick<Run, 'kind' | 'input'>,
  value: unknown,
): string | undefined {
  const input = recorded === undefined ? withEscapedMarkers(value) : value;
  return againRefusal({ kind, input }) ?? maskedInputRefusal(input);
}

function withEscapedMarkers(value: unknown): unknown {
  return JSON.parse(escapeMarkers(toJsonText(value, { indent: 0 })));
}

/** A recorded input is edited in its own notation; a new one is plain JSON. */
function editedInput(recorded: unknown, value: unknown): { readonly value: unknown } | undefined {
  if (recorded === undefined) return { value: withEscapedMarkers(value) };
  return toJsonText(value) === toJsonText(recorded) ? undefined : { value };
}

async function restartInPlace(request: AgainRequest, loses: string): Promise<StartOutcome> {
  const { store, address, keepCase } = request;
  // Here nobody can be asked, and nothing can be saved before.
  if (!keepCase)
    return {
      type: 'refused',
      reason: `its engine would begin it again in place, and it would lose ${loses}`,
    };
  const saved = await keepAsItIs({
    ...{ ...request, keepCase },
    refusal: run => (isActive(run) ? `${run.name} has not ended` : undefined),
  });
  if (saved.type !== 'kept') return saved;
  const { savedAs } = saved;
  const outcome = await tryRestart(request, { isSaved: true });
  if (!outcome) return { type: 'refused', reason: unsupportedText(store.target, 'start', address) };
  return outcome.type === 'started' || outcome.type === 'unknown' ? { ...outcome, savedAs } : outcome;
}

/** `undefined` where the engine of the run does not repeat runs by itself. */
async function tryRestart(
  { store, address, fromStep, signal }: AgainRequest,
  saved: Pick<RestartOptions, 'isSaved'> = {},
): Promise<StartOutcome | undefined> {
  const { restartRun } = store;
  if (!restartRun) return undefined;
  let isSupported = true;
  const outcome = await startOutcome(store.target, { address }, async () => {
    const result = await restartRun(address, { ...saved, fromStep, signal });
    isSupported = result.type !== 'unsupported';
    return result;
  });
  return isSupported ? outcome : undefined;
}

type Retry = {
  readonly id: string;
  /** The last ended run that repeated it before. */
  readonly last?: string;
  readonly input?: { readonly value: unknown };
};

/** Equal requests get equal ids, so that each is started once. Hashes no secret of the input. */
function retryId({ id, last, input }: Retry): string {
  const json = input ? toJsonText(redactValue(input.value).value, { indent: 0 }) : null;
  const text = JSON.stringify([id, last ?? null, json]);
  return hashedRunId(createHash('sha256').update(text).digest());
}
