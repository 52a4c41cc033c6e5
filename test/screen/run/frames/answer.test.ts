import { expect, test } from 'vitest';
import type { HowUsual } from '../../../../src/model/report/how-usual.ts';
import { logsAround } from '../../../../src/model/report/logs-around.ts';
import type { Run } from '../../../../src/model/run.ts';
import { reduceDetail } from '../../../../src/screen/run/apply-run-action.ts';
import type { FailureAnswer } from '../../../../src/screen/run/outline/error-section.ts';
import { type Box, frame, now, showRun } from './frames.ts';
import { failedRun, failedTrace } from './sample-runs.ts';

const golden = (name: string) => `../../../golden/detail/${name}.txt`;

const message = 'items[0].qty must be a number';
const orderRun: Run = {
  ...failedRun,
  input: { orderId: 4711, items: [{ sku: 'A-1', qty: 'five' }] },
  error: {
    name: 'OrderError',
    message: 'could not place the order',
    value: {
      name: 'OrderError',
      message: 'could not place the order',
      cause: { name: 'HttpError', message: 'HTTP 422', cause: { name: 'ValidationError', message } },
    },
    stepId: 'step_3',
  },
};

const usual: HowUsual = {
  at: now,
  count: 84,
  today: 84,
  firstAt: now - 1_380_000,
  lastAt: now,
  isLast: true,
};
const call = { statusCode: 422, name: 'POST /v1/orders' };
const answer: FailureAnswer = { usual, call, logs: logsAround(orderRun, failedTrace) };

function shown(run: Run, box: Box, found: FailureAnswer) {
  return reduceDetail(
    showRun(run, box),
    { type: 'detail-answer-found', address: run.id, answer: found },
    box,
    now,
  );
}

test.each([60, 100, 200])('a failed run opens on the answer, %i columns', async width => {
  const box = { width, height: 22 };
  await expect(frame(shown(orderRun, box, answer), box)).toMatchFileSnapshot(
    golden(`overview-answer-${width}`),
  );
});

const ofGroup = [
  'OPS-12: BR needs CPF · ada, 2h ago',
  'found 5m ago: 15 of 15 failed have input.country=BR, 3 of 980 others; 31% failed since 14:02 (15 of 48 runs), none of the 90 runs before',
];

test.each([60, 100, 200])(
  'its headline has the note of the team and what W found, %i columns',
  async width => {
    const box = { width, height: 16 };
    await expect(frame(shown(orderRun, box, { ...answer, ofGroup }), box)).toMatchFileSnapshot(
      golden(`overview-note-${width}`),
    );
  },
);

test('a secret in a note is masked until it is revealed', () => {
  const box = { width: 100, height: 16 };
  const secret = shown(orderRun, box, { ofGroup: ['try token=Zq7xKp9mLw3 · ada, 2h ago'] });
  expect(frame(secret, box)).not.toContain('Zq7xKp9mLw3');
});

test('what was failed, where and why fits on the smallest screen', async () => {
  const box = { width: 60, height: 13 };
  await expect(frame(shown(orderRun, box, answer), box)).toMatchFileSnapshot(
    golden('overview-answer-60-low'),
  );
});

test('no line moves when it becomes known how usual the failure is', () => {
  for (let width = 60; width <= 200; width += 1) {
    const box = { width, height: 22 };
    const rest = (detail: ReturnType<typeof shown>) => {
      const lines = frame(detail, box).split('\n');
      return lines.slice(lines.findIndex(line => line.includes('TimeoutError: ')));
    };
    expect(rest(shown(failedRun, box, { usual }))).toEqual(rest(showRun(failedRun, box)));
  }
});

test('the named value of a secret is masked until it is revealed, and hostile names stay harmless', () => {
  const box = { width: 100, height: 24 };
  const run: Run = {
    ...failedRun,
    input: { apiKey: 'k-1234567' },
    steps: [],
    errorSummary: { message: '', step: '\u001b[31mred\u202e step' },
    error: { value: undefined, message: 'rejected the key k-1234567 in \u001b[2Jscreen' },
  };
  const detail = showRun(run, box);
  expect(frame(detail, box)).toContain('input.apiKey: "••••••"');
  expect(frame(detail, box)).not.toMatch(/\u001b|\u202e/u);
  const revealed = reduceDetail(
    detail,
    { type: 'detail-command-given', command: { type: 'reveal' } },
    box,
    now,
  );
  expect(frame(revealed, box)).toContain('input.apiKey: "k-1234567"');
});

test('how usual a failure is can be searched', () => {
  const box = { width: 100, height: 24 };
  const found = reduceDetail(
    shown(orderRun, box, answer),
    { type: 'detail-command-given', command: { type: 'search-changed', text: '84th time' } },
    box,
    now,
  );
  expect(found.search?.matches).toHaveLength(1);
});
