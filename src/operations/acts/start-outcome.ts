import { describeNotOffered, describeRunNotOffered } from '../../contract/starts/offers.ts';
import {
  alreadyText,
  type EarlierStart,
  type RefusedStart,
  type StartResult,
} from '../../contract/starts/start-request.ts';
import type { TargetInfo } from '../../contract/target-info.ts';
import type { InspectorError } from '../../model/errors.ts';
import { memberOf, noSuchRunText, unsupportedText } from '../target-refusal.ts';
import { toFailure } from './act-on-runs.ts';

export type StartedAgain = {
  readonly type: 'started';
  readonly address: string;
  readonly already?: EarlierStart;
  /** The case file of a run that was begun again in place. */
  readonly savedAs?: string;
};

export type StartOutcome =
  | StartedAgain
  | RefusedStart
  | { readonly type: 'not-found'; readonly reason: string }
  | { readonly type: 'failed'; readonly error: InspectorError }
  | UnknownStart;

/** The run may or may not have started. */
type UnknownStart = {
  readonly type: 'unknown';
  readonly error: InspectorError;
  readonly id?: string;
  readonly savedAs?: string;
};

/** `address`: of the run that is run again. */
type Asked = { readonly address?: string; readonly workflow?: string; readonly id?: string };

/** Rejects only with a bug or an abort. */
export async function startOutcome(
  target: TargetInfo,
  { address, workflow = '', id }: Asked,
  start: () => Promise<StartResult>,
): Promise<StartOutcome> {
  try {
    const result = await start();
    if (result.type === 'started')
      return { type: 'started', address: result.id, ...(result.already && { already: result.already }) };
    if (result.type === 'refused') return result;
    if (result.type === 'not-found')
      return { type: 'not-found', reason: noSuchRunText(target, address ?? '') };
    if (result.type === 'not-offered') {
      const describe = address === undefined ? describeNotOffered : describeRunNotOffered;
      return { type: 'refused', ...describe(workflow, result.offered) };
    }
    return { type: 'refused', reason: unsupportedText(target, 'start', address) };
  } catch (error) {
    const failure = toFailure(error);
    const isIdKnown = failure.type === 'unknown' && keepsIds(memberOf(target, address ?? ''));
    return isIdKnown ? { ...failure, id } : failure;
  }
}

/** Whether new runs have the ids that are asked for: engines make their own. */
export function keepsIds({ isEngine, members = [] }: TargetInfo): boolean {
  return !isEngine && members.every(keepsIds);
}

/** `undefined` where it was started. */
export function againText(outcome: StartOutcome): string | undefined {
  switch (outcome.type) {
    case 'started':
      return undefined;
    case 'refused':
    case 'not-found':
      return `not started: ${outcome.reason}`;
    case 'failed':
      return `not started: ${outcome.error.message}`;
    case 'unknown':
      return [
        `not known whether it started${outcome.id ? ` as ${outcome.id}` : ''}: ${outcome.error.message}`,
        ...(outcome.savedAs === undefined ? [] : [savedText(outcome.savedAs)]),
      ].join('; ');
  }
}

/** `retried as run_2`, or where it was started before: `already started by ada, as run_2`. */
export function startedText({ address, already, savedAs }: StartedAgain): string {
  if (savedAs !== undefined) return `begun again in place; ${savedText(savedAs)}`;
  return already ? `${alreadyText(already)}, as ${address}` : `retried as ${address}`;
}

export function savedText(savedAs: string): string {
  return `as it was, it is saved in ${savedAs}`;
}
