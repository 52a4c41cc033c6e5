import { describe, expect, test } from 'vitest';
import { InspectorError } from '../../../src/model/errors.ts';
import { displayWidth } from '../../../src/model/text/width.ts';
import type { TimedCancelPhase } from '../../../src/operations/acts/cancel-runs.ts';
import { cellText, shortNames } from '../../../src/screen/table/columns.ts';
import { sampleRun } from '../memory-store.ts';

const error = new InspectorError(
  'unreachable',
  'http://192.0.2.2:4777 cannot be reached: nothing answers there',
);
const failed: TimedCancelPhase = { type: 'failed', act: 'cancel', error, at: 1000 };
const unknown = { type: 'unknown', act: 'cancel', error, at: 1000 } as const;
const errorSummary = { message: 'its own error' };
const running = sampleRun(1, { status: 'running', finishedAt: undefined, errorSummary });

const textOf = (run: typeof running, cancel: TimedCancelPhase, now = 2000) =>
  cellText('error', run, { now, absoluteTimes: false, target: 'a', cancel });

test('a row names what its run waits for, only while it waits', () => {
  const waiting = sampleRun(1, { status: 'waiting', waitingFor: 'manual approval', finishedAt: undefined });
  const cell = (run: typeof waiting) =>
    cellText('error', run, { now: 2000, absoluteTimes: false, target: 'a' });
  expect(cell(waiting)).toBe('waiting for manual approval');
  expect(cell({ ...waiting, waitingFor: 'token=Zq7xKp9mWv3n' })).not.toContain('Zq7x');
  expect(cell({ ...waiting, status: 'running' })).toBe('');
  expect(cell({ ...waiting, waitingFor: undefined })).toBe('');
});

test('a row of a run that nothing runs says so, and what shows it', () => {
  const stranded = sampleRun(1, {
    ...{ status: 'running', finishedAt: undefined, errorSummary },
    strandedBy: 'its time to run, 15m, is over',
  });
  const look = { now: 2000, absoluteTimes: false, target: 'a' };
  expect(cellText('status', stranded, look)).toContain('Stranded');
  expect(cellText('error', stranded, look)).toBe('its time to run, 15m, is over');
});

describe('what became of a cancel', () => {
  test('is shown with its reason first', () => {
    expect(textOf(running, failed)).toBe('cancel failed: cannot be reached: nothing answers there');
    expect(textOf(running, unknown)).toMatch(/^not known whether it is canceled: cannot be reached/);
  });

  test('leaves the row once the run has ended', () => {
    const ended = sampleRun(1, { errorSummary });
    expect([failed, unknown].map(cancel => textOf(ended, cancel))).toEqual([
      'its own error',
      'its own error',
    ]);
  });

  test('leaves the row once the run shows the request itself', () => {
    expect(textOf({ ...running, cancelRequestedAt: 1500 }, unknown)).toBe('its own error');
    expect(textOf({ ...running, cancelRequestedAt: 1500 }, { ...unknown, act: 'kill' })).toMatch(
      /^not known/,
    );
  });

  test('fades from the row after half a minute', () => {
    expect(textOf(running, failed, 30_999)).toMatch(/^cancel failed/);
    expect(textOf(running, failed, 31_000)).toBe('its own error');
  });
});

describe('the status', () => {
  const status = (run: Partial<typeof running>, now = 20_000) =>
    cellText(
      'status',
      { ...running, errorSummary: undefined, ...run },
      { now, absoluteTimes: false, target: 'a' },
    );

  test('is shown as precisely as the store knows it, also while the run is being canceled', () => {
    expect(status({ statusLabel: 'Paused', statusRaw: 'paused' })).toBe('● Paused');
    expect(status({ cancelRequestedAt: 1 })).toBe('⊘ Canceling');
    expect(status({ statusLabel: 'Cancel paused', cancelRequestedAt: 1 })).toBe('⊘ Cancel paused');
  });

  test('of a sleep says when it should long be over', () => {
    expect(status({ status: 'sleeping' })).toBe('◐ Sleeping');
    expect(status({ status: 'sleeping', wakeAt: 10_000 }, 20_000)).toBe('◐ Sleeping');
    expect(status({ status: 'sleeping', wakeAt: 10_000 }, 20_001)).toBe('◐ Sleep overdue');
    expect(status({ status: 'running', wakeAt: 10_000 }, 20_001)).toBe('● Running');
  });
});

test('a run that waits for its next attempt shows no duration that grows', () => {
  const look = { now: 500_000, absoluteTimes: false, target: 'a' };
  const backingOff = sampleRun(1, { status: 'queued', startedAt: 400_000, finishedAt: undefined });
  expect(cellText('duration', backingOff, look)).toBe('–');
  expect(cellText('duration', backingOff, { ...look, isByRunning: true })).toBe('–');
});

describe('the duration of a run that queues', () => {
  const duration = (run: Partial<typeof running>) =>
    cellText(
      'duration',
      { ...running, status: 'queued', startedAt: undefined, ...run },
      { now: 500_000, absoluteTimes: false, target: 'a' },
    );

  test('is how long it has waited', () => {
    expect(duration({ queuedAt: 500_000 - 183_000 })).toBe('wait 3m');
    expect(duration({ queuedAt: 500_000 - 320 })).toBe('wait <1s');
  });

  test('is not known of a run that is scheduled for later, or canceled before it started', () => {
    expect(duration({ wakeAt: 600_000 })).toBe('–');
    expect(duration({ status: 'canceled', queuedAt: 400_000, finishedAt: 450_000 })).toBe('–');
  });
});

test('in the order of running times, a run that slept for days shows how long it was running', () => {
  const run = sampleRun(1, { startedAt: 0, finishedAt: 86_400_000, pausedMs: 86_398_000 });
  const waiting = sampleRun(2, { status: 'waiting', startedAt: 0, finishedAt: undefined, pausedAt: 4000 });
  const context = { now: 86_400_000, absoluteTimes: false, target: 'local' };
  expect([run, waiting].map(one => cellText('duration', one, { ...context, isByRunning: true }))).toEqual([
    '2.0s',
    '4.0s',
  ]);
  expect(cellText('duration', run, context)).toBe('1d 00h');
});

test.each([
  ['ports of one host', ['192.0.2.2:14777', '192.0.2.2:24777']],
  ['hosts with one port', ['alpha.example:4777', 'bravo.example:4777']],
  ['names that differ at their end', ['orders-of-the-shop-1', 'orders-of-the-shop-2']],
  ['names of several kinds', ['samples~otlp', 'samples~workflow-sdk', 'shop']],
  ['names that fit', ['app', 'shop']],
])('%s stay different', (_, names) => {
  const short = names.map(shortNames(names, 6));
  expect(new Set(short).size).toBe(names.length);
  expect(Math.max(...short.map(displayWidth))).toBeLessThanOrEqual(6);
});

test('a beginning that names share is cut before what distinguishes them', () => {
  const names = ['samples~otlp', 'samples~workflow-sdk', 'shop'];
  expect(names.map(shortNames(names, 6))).toEqual(['…~otlp', '…work…', 'shop']);
  expect(names.map(shortNames(names, 10))).toEqual(['…ples~otlp', '…workflow…', 'shop']);
});
