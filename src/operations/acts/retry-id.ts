import { createHash } from 'node:crypto';
import { hashedRunId } from '../../contract/run-ids.ts';
import { toJsonText } from '../../model/payload/payload-text.ts';
import { redactValue } from '../../model/text/redact-value.ts';

type Retry = {
  /** The id of the run that is repeated. */
  readonly id: string;
  /** The last of the runs that repeated it before and have ended, as whoever asks has seen them. */
  readonly last?: string;
  /** The input in place of the recorded one. */
  readonly input?: { readonly value: unknown };
};

/**
 * The id of the run that repeats another: the same for all who ask for the same, so that it is started once.
 * It tells nothing of secrets in the input, which are masked before.
 */
export function retryId({ id, last, input }: Retry): string {
  const json = input ? toJsonText(redactValue(input.value).value, { indent: 0 }) : null;
  return hashedRunId(
    createHash('sha256')
      .update(JSON.stringify([id, last ?? null, json]))
      .digest(),
  );
}
