import type { Run, Step } from '../run.ts';
import { isActive, standstillText } from '../status.ts';
import { stepTreeOf } from '../steps/step-tree.ts';
import { cutText } from '../text/cut-text.ts';
import { formatDuration } from '../text/formats.ts';
import { attemptsOf, failingStep } from './failing-step.ts';

const longestName = 60;

/**
 * A predicate of the run: `failed in send-email, attempt 3 of 3, after 4.2s`. Names are as recorded.
 * `isRead`: the run was read whole, so what it lacks is absent.
 */
export function answerSentence(run: Run, isRead = true): string {
  if (run.isLost === true) return lostSentence(run);
  if (isRead && run.status !== 'failed' && lacksError(run)) return errorlessSentence(run);
  switch (run.status) {
    case 'failed':
      return join([failureWords(run), isRead && lacksError(run) ? 'and recorded no error' : '']);
    case 'canceled':
      return join([`was canceled${afterWords(run)}`, 'not failed: this is the error it ended with']);
    case 'success':
      return join([`succeeded${afterWords(run)}`, 'though it recorded an error']);
    default:
      return isActive(run)
        ? activeSentence(run)
        : join([`ended with an error${placeWords(run)}${afterWords(run)}`]);
  }
}

function lacksError({ error, errorSummary }: Run): boolean {
  return !error && !errorSummary;
}

function errorlessSentence(run: Run): string {
  const { status, statusLabel, statusRaw = 'unknown' } = run;
  if (isActive(run)) return join(['has not ended yet', standstillText(run)]);
  if (status === 'success') return `succeeded${afterWords(run)}`;
  if (status === 'canceled') return `was canceled${afterWords(run)}`;
  return join([`has the status ${statusLabel ?? statusRaw}${afterWords(run)}`, standstillText(run)]);
}

function failureWords(run: Run): string {
  const attempt = attemptOf(run);
  const failed = `failed${placeWords(run)}`;
  return attempt === '' ? failed + afterWords(run) : join([failed, attempt, afterWords(run).trimStart()]);
}

function lostSentence(run: Run): string {
  if (run.startedAt === undefined) return 'was lost before it started';
  const open = openStep(run);
  const place = open ? ` while ${stepName(open)} was running` : '';
  const seen = afterWords(run);
  return join([`was lost${place}`, seen === '' ? '' : `last seen${seen}`]);
}

/** The error of an active run is that of its last attempt. */
function activeSentence(run: Run): string {
  const step = failingStep(run);
  const attempts = step ? step.attempt : ownAttempt(run);
  const attempt = attempts > 1 ? `attempt ${attempts}` : '';
  const name = failingName(run);
  return join(['has not failed yet', `its last error was${name === '' ? ' this' : ` in ${name}`}`, attempt]);
}

function failingName(run: Run): string {
  const step = failingStep(run);
  return step ? stepName(step) : shortName(run.errorSummary?.step ?? '');
}

function placeWords(run: Run): string {
  const name = failingName(run);
  if (name !== '') return ` in ${name}`;
  const steps = run.steps ?? [];
  const open = openStep(run);
  if (open) return ` while ${stepName(open)} was running`;
  return steps.length > 0 && stepTreeOf(steps).failed === 0 ? ' outside of its steps' : '';
}

function attemptOf(run: Run): string {
  const step = failingStep(run);
  if (!step) {
    const own = ownAttempt(run);
    return own > 1 ? `attempt ${own}` : '';
  }
  const attempts = attemptsOf(run, step);
  return attempts > 1 ? `attempt ${step.attempt} of ${attempts}` : '';
}

/** Programs that do not number the attempts of a whole run record the highest one of its steps. */
function ownAttempt({ attempt = 1, stepCount = 0, steps }: Run): number {
  const isOfSteps = steps ? steps.some(step => step.attempt >= attempt) : stepCount > 0;
  return isOfSteps ? 1 : attempt;
}

/** The step that had not ended, if there is only one. */
function openStep({ steps = [] }: Run): Step | undefined {
  const open = steps.filter(isActive);
  return open.length === 1 ? open[0] : undefined;
}

/** ` after 4.2s`; empty if a time is unknown. */
function afterWords({ startedAt, finishedAt }: Run): string {
  if (startedAt === undefined || finishedAt === undefined) return '';
  return ` after ${formatDuration(Math.max(0, finishedAt - startedAt))}`;
}

function stepName({ name }: Step): string {
  return shortName(name) || 'a step without a name';
}

function shortName(name: string): string {
  const cut = cutText(name, longestName);
  return cut === name ? name.trim() : `${cut}…`;
}

function join(words: readonly string[]): string {
  return words.filter(word => word !== '').join(', ');
}
