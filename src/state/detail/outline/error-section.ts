import { describeCode, describeError } from '../../../model/report/describe-error.ts';
import { errorCauses } from '../../../model/report/error-causes.ts';
import { errorPayload } from '../../../model/report/error-payload.ts';
import { describeFailingStep, failingStep } from '../../../model/report/failing-step.ts';
import type { Run, RunError } from '../../../model/run.ts';
import type { Part, SectionNode } from './outline-node.ts';
import { block, entries, foldedText, section } from './outline-parts.ts';
import { describePayload } from './payload-size.ts';
import { isContainer } from './payload-values.ts';

/** The error of a run that has failed or recorded one. */
export function errorSection(run: Run, titleWidth: number, reveal: boolean): SectionNode | undefined {
  const { error, errorSummary } = run;
  if (!error && !errorSummary && run.status !== 'failed') return undefined;
  const known: RunError = error ?? {
    value: undefined,
    name: errorSummary?.name,
    message: errorSummary?.message,
  };
  const parts = [...explanation(run, reveal), ...errorParts(known, reveal), ...stepInput(run, reveal)];
  const step = describeFailingStep(run);
  const payload = errorPayload(run);
  return section('error', 'Error', parts, {
    titleWidth,
    tone: 'error',
    note: step === undefined ? (parts.length === 0 ? 'not recorded' : undefined) : `failed in ${step}`,
    pathName: 'error',
    content: payload === undefined ? undefined : { type: 'value', value: payload },
  });
}

/** What went into the step that failed. */
function stepInput(run: Run, reveal: boolean): readonly Part[] {
  const step = failingStep(run);
  if (step?.input === undefined) return [];
  const part = section('step-input', `input of ${step.name}`, [entries(step.input, reveal)], {
    note: describePayload(step.input),
    tone: 'plain',
    isOpenAtFirst: false,
    pathName: 'input',
    content: { type: 'value', value: step.input },
  });
  return [part];
}

export function errorParts(error: RunError, reveal: boolean): readonly Part[] {
  const parts: Part[] = [];
  const headline = describeError(error);
  if (headline !== '') parts.push(block('message', headline, reveal, 'error'));
  else if (error.value !== undefined && !isContainer(error.value)) parts.push(entries(error.value, reveal));
  errorCauses(error.value).forEach((cause, index) => {
    parts.push(block(`cause ${index + 1}`, `caused by ${cause}`, reveal, 'error'));
  });
  const code = error.code === undefined ? headline : describeCode(error.code);
  if (code !== headline) parts.push(block('code', code, reveal, 'dim'));
  if (error.stack) parts.push(foldedText('stack', 'stack', error.stack, reveal));
  if (isContainer(error.value)) {
    parts.push(
      section('value', 'recorded', [entries(error.value, reveal)], {
        note: describePayload(error.value),
        tone: 'plain',
        isOpenAtFirst: false,
        content: { type: 'value', value: error.value },
      }),
    );
  }
  return parts;
}

function explanation(run: Run, reveal: boolean): readonly Part[] {
  if (run.isLost !== true) return [];
  const text =
    run.startedAt === undefined
      ? 'The process that queued it is gone, so nothing will start it.'
      : 'The process that ran it is gone. It ended without saying how, so nothing more will be recorded.';
  return [block('lost', text, reveal, 'warning')];
}
