import { toJsonText } from '../../../model/payload/payload-text.ts';
import type { Run } from '../../../model/run.ts';
import { redactValue } from '../../../model/text/redact-value.ts';
import { againRefusal } from '../../../operations/acts/run-again.ts';
import { describePayload, measurePayload } from '../../run/outline/payload-size.ts';

/** What the dialog says of an input. */
export type ReadInput = {
  /** `3 keys · 61 B`, or that there is none. */
  readonly size: string;
  /** The start of its JSON text, with masked secrets; absent of a large input. */
  readonly preview?: string;
  /** The number of secrets that are masked in the preview. */
  readonly hidden: number;
  /** Why a start with it is refused. */
  readonly refusal?: string;
};

/** What the editor made of an input. */
export type EditedInput =
  | 'unchanged'
  | {
      readonly value: unknown;
      readonly shown: ReadInput;
      /** Where it differs from the recorded one. */
      readonly differs: string;
    };

const noInput = 'none recorded: it starts without one';
const longestPreview = 2_000;

export function toReadInput(run: Pick<Run, 'kind' | 'input'>): ReadInput {
  const { input } = run;
  const refusal = againRefusal(run);
  if (input === undefined) return { size: noInput, hidden: 0, refusal };
  const { isWhole, bytes } = measurePayload(input);
  const size = describePayload(input);
  if (!isWhole || bytes > longestPreview) return { size, hidden: 0, refusal };
  const { value, hidden } = redactValue(input);
  return { size, preview: toJsonText(value, { indent: 0 }), hidden, refusal };
}
