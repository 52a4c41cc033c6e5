import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { hostIdentity, isProcessAlive, ownIdentity } from '../../src/programs/process-identity.ts';

describe('a process that owns runs', () => {
  it('is alive while it runs', () => {
    const own = ownIdentity();
    expect(own).toMatchObject({ pid: process.pid, host: hostIdentity() });
    expect(isProcessAlive(own)).toBe(true);
  });

  it('is gone once it ended', () => {
    const { pid } = spawnSync(process.execPath, ['-e', '0']);
    expect(isProcessAlive({ ...ownIdentity(), pid })).toBe(false);
  });

  it('is gone when another has its pid', ({ skip }) => {
    skip(process.platform !== 'linux', 'only Linux tells when a process started');
    expect(isProcessAlive({ ...ownIdentity(), processStart: '1' })).toBe(false);
  });
});
