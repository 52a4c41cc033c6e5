import { expect, test } from 'vitest';
import type { Run } from '../../../src/model/run.ts';
import { openDetail, reduceDetail } from '../../../src/state/detail/reduce-detail.ts';
import { frame, press, showRun } from './frames.ts';
import { failedRun, failedTrace } from './sample-runs.ts';

const sizes = [
  { width: 200, height: 50 },
  { width: 80, height: 24 },
  { width: 60, height: 15 },
];

const [first, ...others] = failedRun.steps ?? [];
const startedAt = failedRun.startedAt ?? 0;
const input = { to: 'ada@example.com', template: 'welcome', apiKey: 'sk-12345678901234567890' };

/** The failed run with what went into its steps. */
const run: Run = {
  ...failedRun,
  steps: [
    {
      id: 'step_0',
      name: 'create-user',
      type: 'action',
      status: 'success',
      attempt: 1,
      startedAt: startedAt + 10,
      finishedAt: startedAt + 190,
      input: { email: 'ada@example.com', 名前: 'エイダ' },
      output: { userId: 7, rows: Array.from({ length: 300 }, (_, at) => at) },
    },
    ...[first, ...others].flatMap((step, at) =>
      step
        ? [
            {
              ...step,
              startedAt: startedAt + 200 + at * 1330,
              finishedAt: startedAt + 1400 + at * 1330,
              input,
              error: { ...failedRun.error, value: { code: 'ETIMEDOUT', attempt: at + 1 } },
            },
          ]
        : [],
    ),
  ],
};

const golden = (name: string) => `../../golden/detail/${name}.txt`;

test.each(sizes)('the steps of a failed run at $width columns', async box => {
  const shown = showRun(run, box, [{ type: 'bottom' }]);
  await expect(frame(shown, box)).toMatchFileSnapshot(golden(`steps-overview-${box.width}`));
});

test.each(sizes)('what went into the failing attempt, in the trace at $width columns', async box => {
  const page = { ...failedTrace, spanTotal: failedTrace.spans.length, logTotal: failedTrace.logs.length };
  const shown = showRun(run, box, [{ type: 'tab', to: 'trace' }]);
  const loaded = reduceDetail(shown, { type: 'detail-trace-page-loaded', address: run.id, page }, box);
  await expect(frame(press(loaded, box, [{ type: 'enter' }]), box)).toMatchFileSnapshot(
    golden(`steps-trace-${box.width}`),
  );
});

test('an opened step in YAML, with its secrets shown', async () => {
  const box = { width: 80, height: 24 };
  const commands = [{ type: 'format' }, { type: 'reveal' }, { type: 'bottom' }] as const;
  const shown = press(reduceDetail(openDetail(run), { type: 'detail-run-loaded', run }, box), box, commands);
  await expect(frame(shown, box)).toMatchFileSnapshot(golden('steps-yaml-80'));
});
