import { describeNotOffered } from '../../contract/starts/offers.ts';
import type { StartResult } from '../../contract/starts/start-request.ts';
import type { TargetInfo } from '../../contract/target-info.ts';
import { InspectorError } from '../../model/errors.ts';
import { noSuchRunText, unsupportedText } from '../target-refusal.ts';
import { isWithoutAnswer } from './without-answer.ts';

/** Nothing was started. */
export type RefusedStart = { readonly type: 'refused'; readonly reason: string; readonly hint?: string };

export type StartOutcome =
  /** The address of the new run. */
  | { readonly type: 'started'; readonly address: string }
  | RefusedStart
  /** There is no run that could be repeated. */
  | { readonly type: 'not-found'; readonly reason: string }
  /** Nothing was started: it may be tried again. */
  | { readonly type: 'failed'; readonly error: InspectorError }
  /** The start was not answered: the run may or may not have started. */
  | { readonly type: 'unknown'; readonly error: InspectorError };

/** What became of a start, or of what repeats the run at `address`. Rejects only with a bug or an abort. */
export async function startOutcome(
  target: TargetInfo,
  { address = '', workflow = '' }: { readonly address?: string; readonly workflow?: string },
  start: () => Promise<StartResult>,
): Promise<StartOutcome> {
  try {
    const result = await start();
    if (result.type === 'started') return { type: 'started', address: result.id };
    if (result.type === 'refused') return result;
    if (result.type === 'not-found') return { type: 'not-found', reason: noSuchRunText(target, address) };
    if (result.type === 'not-offered')
      return { type: 'refused', ...describeNotOffered(workflow, result.offered) };
    return { type: 'refused', reason: unsupportedText(target, 'start', address) };
  } catch (error) {
    if (!(error instanceof InspectorError)) throw error;
    return { type: isWithoutAnswer(error) ? 'unknown' : 'failed', error };
  }
}
