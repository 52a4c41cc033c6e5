import { refusalOf } from '../../http/http-refusal.ts';
import { InspectorError } from '../../model/errors.ts';

/** What became of a batch that was sent. */
export type Outcome =
  | {
      readonly type: 'taken';
      readonly refused: readonly { readonly id: string; readonly reason: string }[];
      readonly cancelRequested: readonly string[];
    }
  /** It is too large, or something in it is not as the server wants it: a part of it may be taken. */
  | { readonly type: 'unfit'; readonly error: InspectorError }
  /** It is to be sent again, with the same number: it may have been taken. */
  | {
      readonly type: 'failed';
      readonly error: InspectorError;
      /** Whether only a person can help. */
      readonly isDenied: boolean;
      readonly retryAfterMs?: number;
    };

/**
 * What an error says of the batch. A 400 that is not one of our problems comes from somebody who did not look
 * at it.
 */
export function toOutcome(thrown: unknown, location: string): Outcome {
  const error =
    thrown instanceof InspectorError
      ? thrown
      : new InspectorError('unreachable', `${location} cannot be reached: ${sayOf(thrown)}`, {
          cause: thrown,
        });
  const refusal = refusalOf(error);
  if (refusal?.status === 413 || refusal?.problem === 'bad-request') return { type: 'unfit', error };
  const isDenied = refusal?.status === 401 || refusal?.status === 403;
  return { type: 'failed', error, isDenied, retryAfterMs: refusal?.retryAfterMs };
}

function sayOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
