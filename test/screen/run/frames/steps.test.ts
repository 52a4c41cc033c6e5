import { expect, test } from 'vitest';
import type { Run, Step } from '../../../../src/model/run.ts';
import { partKey } from '../../../../src/model/usual/usual-parts.ts';
import { openDetail, reduceDetail } from '../../../../src/screen/run/apply-run-action.ts';
import { frame, now, press, showRun } from './frames.ts';
import { failedRun, failedTrace, runningRun } from './sample-runs.ts';

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

const golden = (name: string) => `../../../golden/detail/${name}.txt`;

test.each(sizes)('the steps of a failed run at $width columns', async box => {
  const shown = showRun(run, box, [{ type: 'bottom' }]);
  await expect(frame(shown, box)).toMatchFileSnapshot(golden(`steps-overview-${box.width}`));
});

test.each(sizes)('what went into the failing attempt, in the trace at $width columns', async box => {
  const page = { ...failedTrace, spanTotal: failedTrace.spans.length, logTotal: failedTrace.logs.length };
  const shown = showRun(run, box, [{ type: 'tab', to: 'trace' }]);
  const loaded = reduceDetail(shown, { type: 'detail-trace-page-loaded', address: run.id, page }, box, now);
  await expect(frame(press(loaded, box, [{ type: 'enter' }]), box)).toMatchFileSnapshot(
    golden(`steps-trace-${box.width}`),
  );
});

test('an opened step in YAML, with its secrets shown', async () => {
  const box = { width: 80, height: 24 };
  const commands = [{ type: 'format' }, { type: 'reveal' }, { type: 'bottom' }] as const;
  const shown = press(
    reduceDetail(openDetail(run), { type: 'detail-run-loaded', run }, box, now),
    box,
    commands,
  );
  await expect(frame(shown, box)).toMatchFileSnapshot(golden('steps-yaml-80'));
});

/** What is usual for the steps of the failed run, invented. */
const usualSteps = new Map([
  [partKey({ kind: 'action', name: 'create-user' }), { medianMs: 170, p95Ms: 200 }],
  [partKey({ kind: 'action', name: 'send-email' }), { medianMs: 1_300, p95Ms: 2_000 }],
]);

test('how long a step usually takes stands beside how long it took', () => {
  const box = { width: 100, height: 40 };
  const found = { type: 'detail-usual-found', address: run.id, steps: usualSteps } as const;
  const shown = reduceDetail(showRun(run, box, [{ type: 'bottom' }]), found, box, now);
  expect(frame(shown, box)).toContain('180ms (usually 170ms)');
  expect(frame(shown, box)).toContain('3 attempts · 3.9s, running 3.6s (2.8× the usual 1.3s) · TimeoutError');
});

test('a running step says how much longer than usual that is, but not for what runs inside of it', () => {
  const box = { width: 100, height: 40 };
  const found = { type: 'detail-usual-found', address: runningRun.id, steps: usualSteps } as const;
  const shown = reduceDetail(showRun(runningRun, box), found, box, now);
  expect(frame(shown, box)).toContain('running send-email, attempt 2, for 1m 00s (46× the usual 1.3s)');
  const inner: Step = {
    id: 's3',
    parentId: 's2',
    name: 'inner',
    type: 'action',
    status: 'running',
    attempt: 1,
  };
  const nested: Run = { ...runningRun, steps: [...(runningRun.steps ?? []), inner] };
  expect(frame(reduceDetail(showRun(nested, box), found, box, now), box)).toContain(
    'running send-email, attempt 2, for 1m 00s\n',
  );
});

test('how long runs of the workflow usually take stands in Usage and in Metadata', () => {
  const box = { width: 100, height: 40 };
  const usual = { medianMs: 3_900, p95Ms: 6_000 };
  const found = { type: 'detail-usual-found', address: run.id, usual } as const;
  const shown = reduceDetail(showRun(run, box, [{ type: 'bottom' }]), found, box, now);
  expect(frame(shown, box)).toContain('Usage    4.2s (usually 3.9s) · $0.0042');
  const metadata = press(shown, box, [{ type: 'tab', to: 'metadata' }]);
  expect(frame(metadata, box)).toContain('Usually        3.9s, 95% within 6.0s');
  const slept = reduceDetail(
    showRun({ ...run, pausedMs: 4_000 }, box, [{ type: 'bottom' }]),
    found,
    box,
    now,
  );
  expect(frame(slept, box)).toContain('Usage    4.2s, running 210ms (usually 3.9s)');
});

test('a failed step whose end is not known claims no duration', () => {
  const box = { width: 80, height: 24 };
  const step: Step = { id: 'a', name: 'handler', type: 'action', status: 'failed', attempt: 1, startedAt };
  const shown = frame(showRun({ ...failedRun, steps: [step] }, box, [{ type: 'bottom' }]), box);
  expect(shown).toMatch(/handler +✖ Failed(?! · <1ms)/);
});
