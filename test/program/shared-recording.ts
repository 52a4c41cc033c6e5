import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { type Recording, startRecording } from './recording.ts';

/** One program that records for all tests of a file, which only look at its runs; returns where they are. */
export function shareRecording(): string {
  const folder = mkdtempSync(join(tmpdir(), 'runlens-recording-'));
  const location = join(folder, 'runs.db');
  let recording: Recording;
  beforeAll(async () => {
    recording = startRecording(location);
    await recording.said('recorded');
  });
  afterAll(async () => {
    await recording.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  return location;
}
