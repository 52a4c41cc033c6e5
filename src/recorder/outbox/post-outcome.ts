import { refusalOf } from '../../http/http-refusal.ts';
import { InspectorError } from '../../model/errors.ts';

/** What became of a batch that was sent. */
export type PostOutcome =
  | {
      readonly type: 'taken';
      readonly refused: readonly { readonly id: string; readonly reason: string }[];
      readonly cancelRequested: readonly string[];
    }
  /** The batch is too large, or the server rejects something in it: a part of it may be taken. */
  | { readonly type: 'rejected'; readonly error: InspectorError }
  /** To be sent again with the same number, because the server may have taken it. */
  | {
      readonly type: 'failed';
      readonly error: InspectorError;
      /** Whether only a person can help. */
      readonly isDenied: boolean;
      readonly retryAfterMs?: number;
    };

/**
 * What an error means for the batch. A 400 that is not one of our problems comes from something in between,
 * which did not look at the batch.
 */
export function toPostOutcome(thrown: unknown, location: string): PostOutcome {
  const error = thrown instanceof InspectorError ? thrown : unreachableError(thrown, location);
  const refusal = refusalOf(error);
  if (refusal?.status === 413 || refusal?.problem === 'bad-request') return { type: 'rejected', error };
  const isDenied = refusal?.status === 401 || refusal?.status === 403;
  return { type: 'failed', error, isDenied, retryAfterMs: refusal?.retryAfterMs };
}

function unreachableError(cause: unknown, location: string): InspectorError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new InspectorError('unreachable', `${location} cannot be reached: ${reason}`, { cause });
}
