import { redactText } from '../../../model/text/redact.ts';
import type { DetailState } from '../detail-state.ts';
import { measurePayload } from './payload-size.ts';

export type HiddenSecrets = { readonly count: number; readonly isAtLeast: boolean };

const none: HiddenSecrets = { count: 0, isAtLeast: false };
const countsOfRuns = new WeakMap<object, HiddenSecrets>();

/** The number of masked secrets in the run; payloads too large to read whole are not counted. */
export function hiddenSecrets({ run, look }: DetailState): HiddenSecrets {
  if (!run || look.reveal) return none;
  const known = countsOfRuns.get(run);
  if (known) return known;
  const payloads = [run.input, run.output, run.error?.value, run.raw, run.messages].map(measurePayload);
  const texts = [run.error?.message ?? '', run.error?.stack ?? '', run.trigger.raw];
  const inTexts = run.error?.value === undefined ? texts : texts.slice(2);
  const count =
    payloads.reduce((sum, { hidden }) => sum + hidden, 0) +
    inTexts.reduce((sum, text) => sum + redactText(text).hidden, 0);
  const counted = { count, isAtLeast: payloads.some(({ isWhole }) => !isWhole) };
  countsOfRuns.set(run, counted);
  return counted;
}
