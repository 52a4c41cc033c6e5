import { answerSentence } from '../../../model/report/answer-sentence.ts';
import { errorPayload } from '../../../model/report/copy-choices.ts';
import { describeCode } from '../../../model/report/describe-error.ts';
import { errorChain, withoutOwnFrames } from '../../../model/report/error-causes.ts';
import { failingStep } from '../../../model/report/failing-step.ts';
import { usualText } from '../../../model/report/how-usual.ts';
import type { Run, RunError } from '../../../model/run.ts';
import { countOf } from '../../../model/text/formats.ts';
import { keyOf } from '../../shell/keymap.ts';
import type { FailureAnswer } from '../failure-answer.ts';
import { evidenceParts } from './evidence-parts.ts';
import type { Part, SectionNode } from './outline-node.ts';
import { block, entries, foldedText, section } from './outline-parts.ts';
import { describePayload } from './payload-size.ts';
import { isContainer } from './payload-values.ts';

type Options = {
  readonly titleWidth: number;
  readonly reveal: boolean;
  /** Whether the run was read whole. */
  readonly isRead?: boolean;
  readonly answer?: FailureAnswer;
};

/** The error of a run that has failed or recorded one: first what failed, where and how usual that is. */
export function errorSection(
  run: Run,
  { titleWidth, reveal, isRead, answer }: Options,
): SectionNode | undefined {
  const { error, errorSummary, status } = run;
  if (!error && !errorSummary && status !== 'failed') return undefined;
  const known: RunError = error ?? {
    value: undefined,
    name: errorSummary?.name,
    message: errorSummary?.message,
  };
  const evidence = evidenceParts(run, { ...answer, reveal });
  const parts = [
    ...explanation(run, reveal),
    ...errorParts(known, reveal, evidence),
    ...stepInput(run, reveal),
  ];
  const payload = errorPayload(run);
  return section('error', 'Error', parts, {
    titleWidth,
    tone: 'error',
    note: answerSentence(run, isRead),
    tail: status === 'failed' ? tailOf(answer) : '',
    pathName: 'error',
    content: payload === undefined ? undefined : { type: 'value', value: payload },
  });
}

/** How usual the failure is, once that is known, and the key that shows the others. */
function tailOf({ usual }: FailureAnswer = {}): string {
  return [usual ? usualText(usual) : '', `${keyOf('groups')} group`].filter(Boolean).join(' · ');
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

/** The innermost cause first, then what it was wrapped in, what explains it, and what else was recorded. */
export function errorParts(
  error: RunError,
  reveal: boolean,
  evidence: readonly Part[] = [],
): readonly Part[] {
  const parts: Part[] = [];
  const [innermost, ...wrappers] = errorChain(error);
  if (innermost !== undefined) parts.push(block('message', innermost, reveal, 'error'));
  else if (error.value !== undefined && !isContainer(error.value)) parts.push(entries(error.value, reveal));
  wrappers.forEach((wrapper, index) => {
    parts.push(block(`wrapper ${index + 1}`, `wrapped in ${wrapper}`, reveal, 'plain'));
  });
  const code = error.code === undefined ? innermost : describeCode(error.code);
  if (code !== undefined && code !== innermost) parts.push(block('code', code, reveal, 'dim'));
  parts.push(...evidence);
  if (error.stack) parts.push(stackSection(error.stack, reveal));
  if (isContainer(error.value)) {
    parts.push(
      section('value', 'as recorded', [entries(error.value, reveal)], {
        note: describePayload(error.value),
        tone: 'plain',
        isOpenAtFirst: false,
        content: { type: 'value', value: error.value },
      }),
    );
  }
  return parts;
}

/** What is left out of it is said, and copied. */
function stackSection(stack: string, reveal: boolean): SectionNode {
  const { text, leftOut } = withoutOwnFrames(stack);
  const shown = foldedText('stack', 'stack', text, reveal);
  if (leftOut === 0) return shown;
  return {
    ...shown,
    note: `${shown.note} · ${countOf(leftOut, 'frame')} of runlens left out`,
    content: { type: 'text', text: stack },
  };
}

function explanation(run: Run, reveal: boolean): readonly Part[] {
  if (run.isLost !== true) return [];
  const text =
    run.startedAt === undefined
      ? 'The process that queued it is gone, so nothing will start it.'
      : 'The process that ran it is gone. It ended without saying how, so nothing more will be recorded.';
  return [block('lost', text, reveal, 'warning')];
}
