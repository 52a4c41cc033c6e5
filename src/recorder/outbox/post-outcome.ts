import { refusalOf } from '../../http/http-refusal.ts';
import { InspectorError, thrownMessage } from '../../model/errors.ts';

export type PostOutcome =
  | {
      readonly type: 'accepted';
      readonly refused: readonly { readonly id: string; readonly reason: string }[];
      readonly cancelRequested: readonly string[];
    }
  /** The batch is too large or partly invalid: a part of it may be accepted. */
  | { readonly type: 'rejected'; readonly error: InspectorError; readonly isTooLarge: boolean }
  /** To be sent again with the same number, because the server may have accepted it. */
  | {
      readonly type: 'failed';
      readonly error: InspectorError;
      /** Whether the server denies access, which only a person can change. */
      readonly isDenied: boolean;
      readonly retryAfterMs?: number;
    };

/** A 400 that is not one of our problems comes from a proxy, which did not check the batch. */
export function toPostOutcome(thrown: unknown, location: string): PostOutcome {
  const error = thrown instanceof InspectorError ? thrown : unreachableError(thrown, location);
  const refusal = refusalOf(error);
  const isTooLarge = refusal?.status === 413;
  if (isTooLarge || refusal?.problem === 'bad-request') return { type: 'rejected', error, isTooLarge };
  const isDenied = refusal?.status === 401 || refusal?.status === 403;
  return { type: 'failed', error, isDenied, retryAfterMs: refusal?.retryAfterMs };
}

function unreachableError(cause: unknown, location: string): InspectorError {
  const reason = thrownMessage(cause);
  return new InspectorError('unreachable', `${location} cannot be reached: ${reason}`, { cause });
}
