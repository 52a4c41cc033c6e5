import { describeNotOffered } from '../../contract/starts/offers.ts';
import type { EarlierStart, RefusedStart, StartResult } from '../../contract/starts/start-request.ts';
import type { TargetInfo } from '../../contract/target-info.ts';
import { InspectorError } from '../../model/errors.ts';
import { memberOf } from '../member-of.ts';
import { noSuchRunText, unsupportedText } from '../target-refusal.ts';
import { isWithoutAnswer } from './without-answer.ts';

export type StartedAgain = {
  readonly type: 'started';
  /** The address of the new run. */
  readonly address: string;
  /** Set where somebody else, or an earlier request, has started it. */
  readonly already?: EarlierStart;
};

export type StartOutcome =
  | StartedAgain
  | RefusedStart
  /** There is no run that could be repeated. */
  | { readonly type: 'not-found'; readonly reason: string }
  /** Nothing was started: it may be tried again. */
  | { readonly type: 'failed'; readonly error: InspectorError }
  | UnknownStart;

/** The start was not answered: the run may or may not have started. */
export type UnknownStart = {
  readonly type: 'unknown';
  readonly error: InspectorError;
  /** That of the run, where a store keeps the one that it was given. */
  readonly id?: string;
};

type Asked = { readonly address?: string; readonly workflow?: string; readonly id?: string };

/** What became of a start, or of what repeats the run at `address`. Rejects only with a bug or an abort. */
export async function startOutcome(
  target: TargetInfo,
  { address = '', workflow = '', id }: Asked,
  start: () => Promise<StartResult>,
): Promise<StartOutcome> {
  try {
    const result = await start();
    if (result.type === 'started') return toStarted(result);
    if (result.type === 'refused') return result;
    if (result.type === 'not-found') return { type: 'not-found', reason: noSuchRunText(target, address) };
    if (result.type === 'not-offered')
      return { type: 'refused', ...describeNotOffered(workflow, result.offered) };
    return { type: 'refused', reason: unsupportedText(target, 'start', address) };
  } catch (error) {
    if (!(error instanceof InspectorError)) throw error;
    if (!isWithoutAnswer(error)) return { type: 'failed', error };
    return { type: 'unknown', error, ...(keepsIds(memberOf(target, address)) && { id }) };
  }
}

/** Whether new runs have the ids that are asked for: engines make their own. */
export function keepsIds({ isEngine, members = [] }: TargetInfo): boolean {
  return !isEngine && members.every(keepsIds);
}

function toStarted({ id: address, already }: Extract<StartResult, { type: 'started' }>): StartedAgain {
  return already ? { type: 'started', address, already } : { type: 'started', address };
}
