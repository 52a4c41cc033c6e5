import { toJsonText } from '../../model/payload/payload-text.ts';
import type { Run } from '../../model/run.ts';
import { redactValue } from '../../model/text/redact-value.ts';
import { actOnRuns } from '../../operations/acts/act-on-runs.ts';
import { againRefusal } from '../../operations/acts/run-again.ts';
import { describePayload, measurePayload } from '../run/outline/payload-size.ts';
import { unlessAway } from '../shell/jobs.ts';
import type { SessionContext } from '../shell/state.ts';
import type { RunTarget } from './acting/acting.ts';

export type ReadInput = {
  /** `3 keys · 61 B`, or that there is none. */
  readonly size: string;
  /** The JSON text with masked secrets; absent for a large input. */
  readonly preview?: string;
  readonly hidden: number;
  readonly isNone?: true;
  readonly refusal?: string;
};

export type EditedInput =
  | 'unchanged'
  | {
      readonly value: unknown;
      readonly shown: ReadInput;
      /** `2 values differ, at email and items.0.qty` */
      readonly differs: string;
    };

const noInput = 'none recorded: it starts without one';
const longestPreview = 2_000;

export function toReadInput(run: Pick<Run, 'kind' | 'input'>): ReadInput {
  const { input } = run;
  const refusal = againRefusal(run);
  if (input === undefined) return { size: noInput, hidden: 0, isNone: true, refusal };
  const { isWhole, bytes } = measurePayload(input);
  const size = describePayload(input);
  if (!isWhole || bytes > longestPreview) return { size, hidden: 0, refusal };
  const { value, hidden } = redactValue(input);
  return { size, preview: toJsonText(value, { indent: 0 }), hidden, refusal };
}

/** The most inputs that are read before the start, for their sizes and refusals. */
export const mostInputsRead = 100;
const readsAtOnce = 4;

type Reading = {
  readonly isWanted: () => boolean;
  readonly onRead: (address: string, input: ReadInput) => void;
};

export async function readInputs(
  { store }: Pick<SessionContext, 'store'>,
  runs: readonly Pick<RunTarget, 'address'>[],
  { isWanted, onRead }: Reading,
): Promise<void> {
  const perform = async (address: string): Promise<void> => {
    if (!isWanted()) return;
    // An input that cannot be read now is reported when the run is started.
    const run = await unlessAway(() => store().getRun(address, { include: { lazyPayloads: true } }));
    if (run && isWanted()) onRead(address, toReadInput(run));
  };
  const addresses = runs.slice(0, mostInputsRead).map(({ address }) => address);
  await actOnRuns({ addresses, perform, atOnce: readsAtOnce });
}
