import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

function mount(folder: string): void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], { stdio: 'ignore' });
}

function unmount(folder: string): void {
  execFileSync('umount', ['-l', folder]);
}

/** Only root may mount a disk, and in many containers not even root. */
export function canMount(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'runlens-mount-'));
  try {
    mount(folder);
    unmount(folder);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A disk of one megabyte; it goes with the test. */
export function mountSmallDisk(): string {
  const parent = mkdtempSync(join(tmpdir(), 'runlens-disk-'));
  const folder = join(parent, 'disk');
  mkdirSync(folder);
  mount(folder);
  onTestFinished(() => {
    unmount(folder);
    rmSync(parent, { recursive: true });
  });
  return folder;
}

/** Leaves room for so many bytes; returns a function that makes room again. */
export function fill(disk: string, freeBytes: number): () => void {
  const { bavail, bsize } = statfsSync(disk);
  const path = join(disk, 'filler');
  writeFileSync(path, Buffer.alloc(bavail * bsize - freeBytes));
  return () => rmSync(path);
}
