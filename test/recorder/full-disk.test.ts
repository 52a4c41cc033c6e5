import { describe, expect, test } from 'vitest';
import { openRecorder, type Recorder } from '../../src/recorder/recorder.ts';
import { canMount, fill, mountSmallDisk } from '../small-disk.ts';
import { openStoreAt, readRuns } from './recorded.ts';

async function recordOne(recorder: Recorder): Promise<void> {
  await recorder.run({ workflow: 'w', input: 'x'.repeat(20_000) }, () => 1);
}

const full = /no room left on the disk of .*runs\.db/;

describe.skipIf(!canMount())('a disk that is full', () => {
  // The last leaves room for the store, but not for the file of SQLite's locks beside it.
  test.each([0, 40_000, 130_000, 190_000])('when a recorder begins is called full: %i bytes', async bytes => {
    const disk = mountSmallDisk();
    const makeRoom = fill(disk, bytes);
    const errors: unknown[] = [];
    const recorder = await openRecorder({ location: disk, onError: error => errors.push(error) });
    for (let runs = 0; runs < 20; runs += 1) await recordOne(recorder);
    await expect(recorder.flush()).rejects.toThrow(full);
    makeRoom();
    await recorder.close();
    expect((await readRuns(await openStoreAt(recorder.path))).length).toBe(20);
    for (const error of errors) expect(String(error)).toMatch(full);
  });

  test('while a recorder records is called full, and everything is recorded once there is room', async () => {
    const disk = mountSmallDisk();
    const recorder = await openRecorder({ location: disk, onError: () => {} });
    await recordOne(recorder);
    await recorder.flush();
    const makeRoom = fill(disk, 0);
    for (let runs = 1; runs < 20; runs += 1) await recordOne(recorder);
    await expect(recorder.flush()).rejects.toThrow(full);
    makeRoom();
    await recorder.flush();
    await recorder.close();
    expect((await readRuns(await openStoreAt(recorder.path))).length).toBe(20);
  });

  test('is called full where unsent batches wait for a server', async () => {
    const disk = mountSmallDisk();
    const errors: string[] = [];
    const recorder = await openRecorder({
      url: 'http://127.0.0.1:9',
      spoolFolder: disk,
      onError: error => errors.push(String(error)),
    });
    const makeRoom = fill(disk, 0);
    await recordOne(recorder);
    await expect(recorder.flush()).rejects.toThrow(
      /cannot write unsent batches to .*: no room is left on that disk/,
    );
    makeRoom();
    await recorder.flush();
    await recorder.close();
  });
});
