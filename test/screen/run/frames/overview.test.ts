import { expect, test } from 'vitest';
import { InspectorError } from '../../../../src/model/errors.ts';
import { plainTheme } from '../../../../src/screen/paint/theme.ts';
import { reduceDetail } from '../../../../src/screen/run/apply-run-action.ts';
import { detailLines } from '../../checked-drawing.ts';
import { frame, now, press, showRun } from './frames.ts';
import {
  agentRun,
  failedRun,
  lostRun,
  runningRun,
  secretRun,
  strandedRun,
  successRun,
} from './sample-runs.ts';

const golden = (name: string) => `../../../golden/detail/${name}.txt`;

test.each([60, 100, 200])('a failed run shows its error first, %i columns', async width => {
  const box = { width, height: 18 };
  await expect(frame(showRun(failedRun, box), box)).toMatchFileSnapshot(golden(`overview-failed-${width}`));
});

test.each([60, 130])('a successful run shows input, output and usage, %i columns', async width => {
  const box = { width, height: 26 };
  await expect(frame(showRun(successRun, box), box)).toMatchFileSnapshot(golden(`overview-success-${width}`));
});

test('YAML draws the same tree with the punctuation of YAML, and wrapping shows long texts whole', async () => {
  const box = { width: 80, height: 32 };
  const shown = showRun(successRun, box, [{ type: 'format' }, { type: 'wrap' }]);
  await expect(frame(shown, box)).toMatchFileSnapshot(golden('overview-yaml-wrapped-80'));
});

test('a long text unfolds to its lines', async () => {
  const box = { width: 80, height: 24 };
  const onText = [{ type: 'move', by: 8 }, { type: 'unfold' }, { type: 'move', by: 4 }] as const;
  await expect(
    frame(showRun(successRun, box, [{ type: 'move', by: 1 }, ...onText]), box),
  ).toMatchFileSnapshot(golden('overview-long-text-80'));
});

test.each([60, 100])(
  'a running run says what it is doing and that a cancel was asked for, %i columns',
  async width => {
    const box = { width, height: 14 };
    await expect(frame(showRun(runningRun, box), box)).toMatchFileSnapshot(
      golden(`overview-running-${width}`),
    );
  },
);

test('a run that sleeps and waits says what for, and until when', () => {
  const box = { width: 100, height: 14 };
  const pause = { id: 'p', attempt: 1, startedAt: now - 180_000 };
  const nap = { ...pause, name: 'sleep', type: 'sleep', status: 'sleeping' } as const;
  const steps = [
    { ...nap, wakeAt: now + 3_600_000 },
    { ...nap, wakeAt: now - 60_000 },
    { ...nap, name: 'cool down' },
    { ...pause, name: 'webhook', type: 'hook', status: 'waiting' },
  ] as const;
  const shown = frame(showRun({ ...runningRun, steps }, box), box);
  expect(shown).toContain('sleeping, for 3m 00s, wakes in 1h');
  expect(shown).toContain('sleeping, for 3m 00s, was to wake 1m ago');
  expect(shown).toContain('sleeping cool down, for 3m 00s');
  expect(shown).toContain('waiting for webhook, for 3m 00s');
});

test('a payload that JSON cannot hold is shown as what it is', () => {
  const box = { width: 100, height: 14 };
  const input = { $type: 'Map', entries: [['a', 1]] };
  const shown = frame(showRun({ ...successRun, input, output: { $type: 'undefined' } }, box), box);
  expect(shown).toContain('▾ Input    Map · 1 entry\n');
  expect(shown).toContain('  Output   undefined\n');
  expect(shown).not.toContain('$type: "undefined"');
});

test('the metadata say when a run goes on only where that is known', () => {
  const box = { width: 100, height: 40 };
  const metadata = (run: Partial<typeof runningRun>) =>
    frame(showRun({ ...runningRun, ...run }, box, [{ type: 'tab', to: 'metadata' }]), box);
  expect(metadata({})).toContain('Started');
  expect(metadata({})).not.toContain('Tries again');
  expect(metadata({ wakeAt: now + 180_000 })).toMatch(/Tries again +2026-03-01 12:06:00 +in 3m/);
});

test('of a run that was lost while it was queued, nothing says that it ran', () => {
  const box = { width: 80, height: 14 };
  const text = frame(showRun({ ...lostRun, startedAt: undefined }, box), box);
  expect(text).toContain('The process that queued it is gone, so nothing will start it.');
  expect(text).not.toContain('ran it');
});

test('a lost run is explained', async () => {
  const box = { width: 60, height: 14 };
  await expect(frame(showRun(lostRun, box), box)).toMatchFileSnapshot(golden('overview-lost-60'));
});

test.each([60, 100])('a run that nothing runs is stranded, and says why, %i columns', async width => {
  const box = { width, height: 14 };
  const shown = showRun(strandedRun, box);
  await expect(frame(shown, box)).toMatchFileSnapshot(golden(`overview-stranded-${width}`));
  const metadata = press(shown, box, [{ type: 'tab', to: 'metadata' }]);
  expect(frame(metadata, box)).toMatch(/Stranded +its time to run, 15m, is over/u);
});

test('a run that goes on again is stranded no more', () => {
  const shown = showRun(strandedRun, opened);
  const summary = { ...strandedRun, strandedBy: undefined };
  const after = reduceDetail(shown, { type: 'detail-summary-changed', summary }, opened, now);
  expect(frame(shown, opened)).toContain('● Stranded');
  expect(frame(after, opened)).not.toContain('tranded');
});

test.each([60, 100, 200])('an agent shows the conversation in order, %i columns', async width => {
  const box = { width, height: 34 };
  await expect(frame(showRun(agentRun, box), box)).toMatchFileSnapshot(golden(`overview-agent-${width}`));
});

test('an agent without messages says so', async () => {
  const box = { width: 80, height: 12 };
  const run = { ...agentRun, messages: [], messageCount: 0 };
  await expect(frame(showRun(run, box), box)).toMatchFileSnapshot(golden('overview-agent-silent-80'));
});

test('secrets are masked and counted until they are revealed', async () => {
  const box = { width: 80, height: 14 };
  const masked = showRun(secretRun, box);
  await expect(frame(masked, box)).toMatchFileSnapshot(golden('overview-secrets-80'));
  const revealed = press(masked, box, [{ type: 'reveal' }]);
  await expect(frame(revealed, box)).toMatchFileSnapshot(golden('overview-secrets-revealed-80'));
});

const opened = { width: 100, height: 24 };

test.each([
  ['success', {}, 'Output   not read yet'],
  ['failed', {}, 'Error    failed while send-email was running after 2m 00s'],
  ['failed', { errorSummary: { name: 'E', message: 'no stock left' } }, 'E: no stock left'],
] as const)(
  'a %s run that was read while it went on does not say that nothing was recorded, %#',
  (status, more, told) => {
    const shown = showRun({ ...runningRun, output: undefined }, opened);
    expect(frame(shown, opened)).toContain('Output   not yet');
    const summary = { ...runningRun, status, finishedAt: now, ...more };
    const ended = reduceDetail(shown, { type: 'detail-summary-changed', summary }, opened, now);
    expect(frame(ended, opened)).toContain(told);
    expect(frame(ended, opened)).not.toMatch(/not recorded|recorded no error/);
    const read = { ...runningRun, ...summary, steps: [], output: undefined };
    const whole = reduceDetail(ended, { type: 'detail-run-loaded', run: read }, opened, now);
    expect(frame(whole, opened)).toContain(
      `Output   ${status === 'failed' ? 'none, as it failed' : 'not recorded'}`,
    );
  },
);

test.each([false, true])(
  'a trace that cannot be read is not taken for its run, which was read; the status line tells why: %s',
  isTold => {
    const error = new InspectorError('unreachable', 'the server is gone');
    const onTrace = press(showRun(runningRun, opened), opened, [{ type: 'tab', to: 'trace' }]);
    const failed = reduceDetail(onTrace, { type: 'detail-load-failed', part: 'trace', error }, opened, now);
    const text = detailLines(failed, opened, now, plainTheme, isTold).join('\n');
    expect(text).toContain(
      isTold ? 'The trace could not be read yet.' : 'The trace could not be read: the server is gone',
    );
    expect(text).not.toContain('This run');
  },
);
