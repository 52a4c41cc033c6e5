import { memo } from '../../../model/memo.ts';
import type { Run, Step } from '../../../model/run.ts';
import { runTags } from '../../../model/run-fields.ts';
import { isActive } from '../../../model/status.ts';
import { redactText } from '../../../model/text/redact.ts';
import { measurePayload } from './payload-size.ts';
import { isContainer } from './payload-values.ts';

type HiddenSecrets = { readonly count: number; readonly isAtLeast: boolean };

const none: HiddenSecrets = { count: 0, isAtLeast: false };

/** The longest name or text in which secrets are counted to its end. */
const longestCounted = 20_000;
/** The payloads of more steps are not read for it. */
const mostSteps = 1_000;

/** The number of masked secrets in the run; what is too large to read whole is counted in part. */
export function hiddenSecrets({
  run,
  look,
}: {
  readonly run?: Run;
  readonly look: { readonly reveal: boolean };
}): HiddenSecrets {
  return run && !look.reveal ? secretsOfRun(run) : none;
}

const secretsOfRun = memo((run: Run): HiddenSecrets => {
  const shownPayloads = [run.input, run.output, run.error?.value, run.raw, run.messages];
  const { steps = [] } = run;
  const hasFewSteps = steps.length <= mostSteps;
  const payloads = [...shownPayloads, hasFewSteps ? stepPayloads(steps) : []].map(measurePayload);
  const texts = run.error?.value === undefined ? [...namesOf(run), ...errorTexts(run)] : namesOf(run);
  const count =
    payloads.reduce((sum, { hidden }) => sum + hidden, 0) +
    texts.reduce((sum, text = '') => sum + redactText(text.slice(0, longestCounted)).hidden, 0);
  const isWhole =
    hasFewSteps &&
    payloads.every(payload => payload.isWhole) &&
    texts.every((text = '') => text.length <= longestCounted);
  return { count, isAtLeast: !isWhole };
});

/** The names that the heading, the overview and the metadata show. */
function namesOf(run: Run): readonly (string | undefined)[] {
  const { trigger, cancel, retryOf, retries = [] } = run;
  const steps = (run.steps ?? []).filter(isActive);
  return [
    ...[run.id, run.name, run.target, run.statusRaw, run.waitingFor, run.strandedBy, run.parentId, retryOf],
    ...[...runTags.map(tag => run[tag]), ...retries.slice(0, 1), run.key, run.settled?.by],
    ...[trigger.label, trigger.raw, ...run.models, ...run.services],
    ...[cancel?.by, cancel?.outcome, run.errorSummary?.step],
    ...[...run.usage, ...steps].map(({ name }) => name),
  ];
}

function stepPayloads(steps: readonly Step[]): readonly unknown[] {
  return steps.flatMap(({ input, output, error }) => [input, output, error?.value]).filter(isContainer);
}

function errorTexts({ error }: Run): readonly (string | undefined)[] {
  return [error?.name, error?.message, error?.stack];
}
