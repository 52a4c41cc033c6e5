import { describe, expect, test } from 'vitest';
import { answerSentence } from '../../../src/model/report/answer-sentence.ts';
import type { Run, Step } from '../../../src/model/run.ts';
import { displayWidth } from '../../../src/model/text/width.ts';
import { failedRun } from './failed-run.ts';

const failed = failedRun({
  createdAt: 1_000,
  startedAt: 1_000,
  finishedAt: 5_200,
  errorSummary: { message: 'no answer' },
});

function step(name: string, attempt: number, fields: Partial<Step> = {}): Step {
  return { id: `${name}-${attempt}`, name, type: 'action', status: 'failed', attempt, ...fields };
}

const mail = [1, 2, 3].map(attempt => step('send-email', attempt));
const inMail = { message: 'no answer', step: 'send-email' };

describe('the sentence of a failed run says', () => {
  test.each<readonly [what: string, run: Partial<Run>, sentence: string]>([
    [
      'the step, the attempt and the time',
      { errorSummary: inMail, steps: mail },
      'failed in send-email, attempt 3 of 3, after 4.2s',
    ],
    [
      'the step alone where its attempts were not recorded',
      { errorSummary: inMail },
      'failed in send-email after 4.2s',
    ],
    [
      'no attempt where there was one',
      { errorSummary: inMail, steps: [step('send-email', 1)] },
      'failed in send-email after 4.2s',
    ],
    ['the attempt of the run where it is tried again whole', { attempt: 3 }, 'failed, attempt 3, after 4.2s'],
    [
      'no attempt where it is that of a step which then succeeded',
      { attempt: 3, steps: [...mail.slice(0, 2), step('send-email', 3, { status: 'success' })] },
      'failed outside of its steps after 4.2s',
    ],
    ['no attempt that may be that of a step', { attempt: 3, stepCount: 1 }, 'failed after 4.2s'],
    [
      'the attempt of the run where its steps had fewer',
      { attempt: 3, steps: [step('send-email', 1, { status: 'success' })] },
      'failed outside of its steps, attempt 3, after 4.2s',
    ],
    ['no place where no steps are known', {}, 'failed after 4.2s'],
    [
      'that it failed outside of its steps where none has failed',
      { steps: [step('create-user', 1, { status: 'success' })] },
      'failed outside of its steps after 4.2s',
    ],
    [
      'no place where steps had failed, and none is known as the cause',
      { steps: [step('create-user', 1)] },
      'failed after 4.2s',
    ],
    [
      'which step was running when the run was ended from outside',
      { steps: [step('create-user', 1, { status: 'running' })] },
      'failed while create-user was running after 4.2s',
    ],
    ['no time where the end is not known', { finishedAt: undefined }, 'failed'],
    ['that no error was recorded', { errorSummary: undefined }, 'failed after 4.2s, and recorded no error'],
    [
      'that a step has no name',
      { steps: [step(' ', 1)], errorSummary: { message: '', step: ' ' } },
      'failed in a step without a name after 4.2s',
    ],
  ])('%s', (_, run, sentence) => {
    expect(answerSentence({ ...failed, ...run })).toBe(sentence);
  });

  test('nothing of a lack before the run is read', () => {
    expect(answerSentence({ ...failed, errorSummary: undefined }, false)).toBe('failed after 4.2s');
  });

  test('a long name in part', () => {
    const sentence = answerSentence({
      ...failed,
      errorSummary: { message: '', step: 'very-long-name-'.repeat(40) },
    });
    expect(displayWidth(sentence)).toBeLessThan(100);
    expect(sentence).toMatch(/… after 4\.2s$/u);
  });
});

describe('the sentence does not call a failure what is none', () => {
  test.each<readonly [what: string, run: Partial<Run>, sentence: string]>([
    [
      'a lost run',
      { isLost: true, steps: [step('charge', 2, { status: 'running' })] },
      'was lost while charge was running, last seen after 4.2s',
    ],
    ['a lost run of which nothing more is known', { isLost: true, finishedAt: undefined }, 'was lost'],
    ['a run lost in the queue', { isLost: true, startedAt: undefined }, 'was lost before it started'],
    [
      'a canceled run',
      { status: 'canceled', errorSummary: inMail },
      'was canceled after 4.2s, not failed: this is the error it ended with',
    ],
    ['a run that succeeded', { status: 'success' }, 'succeeded after 4.2s, though it recorded an error'],
    [
      'a run that is tried again',
      { status: 'running', finishedAt: undefined, errorSummary: inMail, steps: mail.slice(0, 2) },
      'has not failed yet, its last error was in send-email, attempt 2',
    ],
    [
      'a run that sleeps until its next attempt',
      { status: 'sleeping', finishedAt: undefined, attempt: 4 },
      'has not failed yet, its last error was this, attempt 4',
    ],
    [
      'a run with a status of the store',
      { status: 'unknown', statusRaw: 'evicted', errorSummary: inMail },
      'ended with an error in send-email after 4.2s',
    ],
  ])('%s', (_, run, sentence) => {
    expect(answerSentence({ ...failed, ...run })).toBe(sentence);
  });
});

describe('the sentence names no error where none was recorded', () => {
  test.each<readonly [what: string, run: Partial<Run>, sentence: string]>([
    ['a canceled run', { status: 'canceled' }, 'was canceled after 4.2s'],
    ['a canceled run whose end is not known', { status: 'canceled', finishedAt: undefined }, 'was canceled'],
    ['a run that succeeded', { status: 'success' }, 'succeeded after 4.2s'],
    [
      'a run that waits',
      { status: 'waiting', waitingFor: 'approval', finishedAt: undefined },
      'has not ended yet, waiting for approval',
    ],
    [
      'a run that nothing runs',
      { status: 'running', strandedBy: 'no process has the file open', finishedAt: undefined },
      'has not ended yet, no process has the file open',
    ],
    [
      'a run with a status of the store',
      { status: 'unknown', statusLabel: 'Open at export' },
      'has the status Open at export after 4.2s',
    ],
  ])('%s', (_, run, sentence) => {
    expect(answerSentence({ ...failed, errorSummary: undefined, ...run })).toBe(sentence);
  });
});
