import { describe, expect, test } from 'vitest';
import type { RunSummary } from '../../../src/model/run.ts';
import { plainTheme } from '../../../src/screen/paint/theme.ts';
import { metadataOutline } from '../../../src/screen/run/outline/metadata-outline.ts';
import { runLine } from '../../../src/screen/run/run-line.ts';
import { sampleRun } from '../memory-store.ts';

const now = 1_000_000;
const header = (run: Partial<RunSummary>) =>
  runLine(
    { ...sampleRun(1, { status: 'sleeping', finishedAt: undefined, createdAt: now }), ...run },
    160,
    now,
    plainTheme,
  );

describe('the head of a sleeping run', () => {
  test('says when it is to go on', () => {
    expect(header({ wakeAt: now + 180_000 })).toContain('◐ Sleeping  run_0001');
    expect(header({ wakeAt: now + 180_000 })).toContain('wakes in 3m');
  });

  test('says that it should have', () => {
    expect(header({ wakeAt: now - 180_000 })).toContain('◐ Sleep overdue');
    expect(header({ wakeAt: now - 180_000 })).toContain('was to wake 3m ago');
  });

  test('says of one that backs off when it is tried again', () => {
    const backingOff = { status: 'running', statusLabel: 'Backing off' } as const;
    expect(header({ ...backingOff, wakeAt: now + 180_000 })).toContain('tries again in 3m');
    const metadata = metadataOutline(
      { ...sampleRun(1, { status: 'running', finishedAt: undefined }), wakeAt: now },
      false,
    );
    expect(JSON.stringify(metadata)).toContain('"Tries again"');
  });

  test('says of a scheduled one when it is to start', () => {
    const scheduled = { status: 'queued', statusLabel: 'Scheduled' } as const;
    expect(header({ ...scheduled, wakeAt: now + 180_000 })).toContain('○ Scheduled');
    expect(header({ ...scheduled, wakeAt: now + 180_000 })).toContain('starts in 3m');
    expect(header({ ...scheduled, wakeAt: now - 180_000 })).toContain('was to start 3m ago');
  });

  test('says what keeps it from ending where the store knows', () => {
    expect(header({ cancelRequestedAt: now })).toContain('⊘ Canceling');
    expect(header({ cancelRequestedAt: now, statusLabel: 'Cancel paused' })).toContain('⊘ Cancel paused');
  });

  test('says neither once it was asked to end', () => {
    expect(header({ wakeAt: now + 180_000, cancelRequestedAt: now })).not.toContain('wakes');
  });
});

describe('the head of a waiting run', () => {
  test('names what it waits for, where that is known', () => {
    expect(header({ status: 'waiting', waitingFor: 'manual approval' })).toContain(
      '◇ Waiting for manual approval  run_',
    );
    expect(header({ status: 'waiting' })).toContain('◇ Waiting on hook  run_');
  });

  test("says the store's own word, and that it is canceling, first", () => {
    const run = { status: 'waiting', waitingFor: 'manual approval' } as const;
    expect(header({ ...run, statusLabel: 'Was waiting on hook' })).toContain('◇ Was waiting on hook  run_');
    expect(header({ ...run, cancelRequestedAt: now })).toContain('Canceling');
  });
});

describe('the head of a run that was queued', () => {
  test('says how long it waited, also below a second', () => {
    const run = { status: 'success', queuedAt: now - 5320, startedAt: now - 5000, finishedAt: now } as const;
    expect(header(run)).toContain('queued 320ms · 5.0s');
  });

  test('says for how long it has been waiting', () => {
    expect(header({ status: 'queued', queuedAt: now - 12_300, startedAt: undefined })).toContain(
      'queued for 12.3s',
    );
  });
});

describe('the head of a run whose name is longer than the line', () => {
  const times = { createdAt: now - 60_000, startedAt: now - 60_000, finishedAt: now - 51_000 };
  const named = { ...sampleRun(1), ...times, name: 'long '.repeat(40) };

  test.each([100, 60])('still says how the run ended, when and how long it took, in %i columns', width => {
    const line = runLine(named, width, now, plainTheme);
    expect(line).toMatch(/^ long long .*… {2}✔ Success {2}.* ago · \d/u);
    expect(line.length).toBeLessThanOrEqual(width);
  });

  test('does not cut the name anew when its age has one more digit', () => {
    const nameAt = (at: number) => runLine(named, 60, at, plainTheme).split('…')[0];
    expect(nameAt(named.createdAt + 10_000)).toBe(nameAt(named.createdAt + 9_000));
    expect(nameAt(named.createdAt + 600_000)).toBe(nameAt(named.createdAt + 9_000));
  });

  test('still says which of several targets has it', () => {
    const line = runLine({ ...named, target: 'prod' }, 60, now, plainTheme);
    expect(line).toMatch(/… {2}✔ Success {2}prod · /u);
  });
});
