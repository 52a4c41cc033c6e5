import { afterEach, beforeEach, vi } from 'vitest';
import { closeSessions, settle } from './open-session.ts';

/** Gives each test of a file a clock of its own, at a fixed time, and closes its sessions by that clock. */
export function installFakeClock(): void {
  beforeEach(() => {
    vi.useFakeTimers({ now: Date.UTC(2026, 10, 24, 14, 0, 0) });
  });

  afterEach(async () => {
    const closing = closeSessions();
    await settle(5000);
    await closing;
    vi.useRealTimers();
  });
}
