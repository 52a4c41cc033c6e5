import { describe, expect, it } from 'vitest';
import { formatQueueWait, queueWaitMs } from '../../../src/model/text/queue-wait.ts';

const now = 1_000_000;

describe('the wait in a queue', () => {
  it.each([
    ['a wait below a second', { status: 'failed', queuedAt: 1000, startedAt: 1030, finishedAt: 9000 }, 30],
    ['no wait', { status: 'success', queuedAt: 1000, startedAt: 1000 }, 0],
    ['a clock that was set back', { status: 'success', queuedAt: 1000, startedAt: 900 }, 0],
    ['a run that is still queued', { status: 'queued', queuedAt: now - 12_000 }, 12_000],
    ['one whose store records only its creation', { status: 'queued' }, 999_000],
    ['one that was queued again', { status: 'queued', queuedAt: now - 5, startedAt: 1000 }, 5],
    ['one that is tried again, since nobody knows when', { status: 'queued', startedAt: 1000 }, undefined],
    ['one that was canceled in the queue', { status: 'canceled', queuedAt: 1000, finishedAt: 4000 }, 3000],
    ['one whose time in the queue is not recorded', { status: 'running', startedAt: 2000 }, undefined],
    ['one promoted before its time', { status: 'queued', queuedAt: now + 1 }, undefined],
    ['one scheduled for later', { status: 'queued', queuedAt: 1000, wakeAt: now + 1 }, undefined],
  ] as const)('is known of %s', (_, run, expected) => {
    expect(queueWaitMs({ createdAt: 1000, ...run }, now)).toBe(expected);
  });

  it('is said in words', () => {
    const run = { createdAt: 1000, queuedAt: 1000 };
    expect(formatQueueWait({ ...run, status: 'queued' }, 13_000)).toBe('queued for 12.0s');
    expect(formatQueueWait({ ...run, status: 'success', startedAt: 1483 }, now)).toBe('queued 483ms');
    expect(formatQueueWait({ createdAt: 1000, status: 'running', startedAt: 2000 }, now)).toBe('');
  });
});
