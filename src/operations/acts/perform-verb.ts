import type { RunStore } from '../../contract/run-store.ts';
import { type Verb, type VerbRequest, type VerbResult, verbRefusal } from '../../contract/verbs.ts';
import type { InspectorError } from '../../model/errors.ts';
import { type RunStatus, statusInfo } from '../../model/status.ts';
import { joinWords } from '../../model/text/formats.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { memberOf, noSuchRunText, unsupportedText } from '../target-refusal.ts';
import { toFailure } from './act-on-runs.ts';
import { type KeepCase, keepAsItIs } from './keep-case.ts';
import { maskedInputRefusal } from './masked-input.ts';
import { savedText } from './start-outcome.ts';
import { capabilitiesAt } from './way-again.ts';

type PerformRequest = Pick<VerbRequest, 'name' | 'payload'> & {
  readonly store: Pick<RunStore, 'can' | 'getRun' | 'getTrace' | 'performVerb' | 'target'>;
  readonly address: string;
  readonly verb: string;
  readonly now: number;
  /** Saves the run before a verb that loses some of it; without this, such a verb is refused. */
  readonly keepCase?: KeepCase;
  readonly signal?: AbortSignal;
};

export type VerbOutcome = (
  | { readonly type: 'done'; readonly text: string; readonly status?: RunStatus; readonly newId?: string }
  | { readonly type: 'requested' }
  | { readonly type: 'refused'; readonly reason: string; readonly hint?: string }
  | { readonly type: 'not-found'; readonly reason: string }
  | { readonly type: 'failed'; readonly error: InspectorError }
  | { readonly type: 'unknown'; readonly error: InspectorError }
) & {
  readonly savedAs?: string;
};

/** Rejects only with a bug or the signal's reason. */
export async function performVerb(request: PerformRequest): Promise<VerbOutcome> {
  const { store, address, verb: id, now, name, payload, keepCase } = request;
  const verb = capabilitiesAt(store, address).verbs?.find(one => one.id === id);
  if (!verb) return { type: 'refused', reason: unknownVerbText(request) };
  const reason = inputRefusal(verb, request) ?? maskedInputRefusal(payload);
  if (reason !== undefined) return { type: 'refused', reason };
  const asked = { verb: id, name, payload };
  if (verb.loses === undefined) return send(request, asked);
  if (!keepCase)
    return { type: 'refused', reason: `it would lose ${verb.loses}, which only a person may want` };
  const kept = await keepAsItIs({ ...request, keepCase, refusal: run => verbRefusal(verb, run, now) });
  if (kept.type !== 'kept') return kept;
  return { ...(await send(request, { ...asked, isSaved: true })), savedAs: kept.savedAs };
}

async function send({ store, address, signal }: PerformRequest, request: VerbRequest): Promise<VerbOutcome> {
  try {
    const result = (await store.performVerb?.(address, request, { signal })) ?? { type: 'unsupported' };
    return toOutcome(result, { store, address, verb: request.verb });
  } catch (error) {
    return toFailure(error);
  }
}

type Asked = Pick<PerformRequest, 'store' | 'address' | 'verb'>;

function toOutcome(result: VerbResult, { store, address, verb }: Asked): VerbOutcome {
  switch (result.type) {
    case 'done':
      return doneOutcome(result);
    case 'not-found':
      return { type: 'not-found', reason: noSuchRunText(store.target, address) };
    case 'unsupported':
      return { type: 'refused', reason: unknownVerbText({ store, address, verb }) };
    default:
      return result;
  }
}

function doneOutcome({ status, label, newId }: Extract<VerbResult, { type: 'done' }>): VerbOutcome {
  if (newId !== undefined) return { type: 'done', text: `it is now ${newId}`, status, newId };
  if (status === undefined) return { type: 'done', text: 'its engine keeps it no longer' };
  return { type: 'done', status, text: `it is now ${label ?? statusInfo[status].label}` };
}

function unknownVerbText({ store, address, verb }: Asked): string {
  const verbs = capabilitiesAt(store, address).verbs ?? [];
  if (verbs.length === 0) return unsupportedText(store.target, 'verb', address);
  const named = `"${safeLine(verb, { maxLength: 60 })}"`;
  const known = verbs.map(({ id }) => id);
  return `${memberOf(store.target, address).location} has no act ${named}: it has ${joinWords(known, 'and')}`;
}

export function inputRefusal(
  { label, input }: Verb,
  { name = '', payload }: Pick<VerbRequest, 'name' | 'payload'>,
): string | undefined {
  if (!input) return name === '' && payload === undefined ? undefined : `${label} sends nothing to the run`;
  if (name === '' && !input.isNameOptional) return `the name of the ${input.name} is missing`;
  return undefined;
}

export function verbText(label: string, outcome: VerbOutcome): string {
  const saved = outcome.savedAs === undefined ? '' : `; ${savedText(outcome.savedAs)}`;
  return wordsOf(label, outcome) + saved;
}

function wordsOf(label: string, outcome: VerbOutcome): string {
  switch (outcome.type) {
    case 'done':
      return `${label}: ${outcome.text}`;
    case 'requested':
      return `${label}: sent, and not to be seen in the run yet`;
    case 'refused':
      return `${label} refused: ${outcome.reason}`;
    case 'not-found':
      return outcome.reason;
    case 'failed':
      return `${label} failed: ${outcome.error.message}`;
    case 'unknown':
      return `${label}: not known whether it is done: ${outcome.error.message}`;
  }
}
