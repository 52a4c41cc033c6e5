import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test, vi } from 'vitest';
import { InspectorError } from '../../src/model/errors.ts';
import { openRecorder } from '../../src/recorder/recorder.ts';
import { patienceMs } from '../in-time.ts';
import { makeFolder } from './recorded.ts';

/** A store that cannot be opened. */
function makeBrokenStore(): string {
  const path = join(makeFolder(), 'runs.db');
  writeFileSync(path, 'this is no database '.repeat(100));
  return path;
}

describe('a store that cannot be written', () => {
  test('does not disturb the program; flush and close reject with it', async () => {
    const recorder = await openRecorder({ location: makeBrokenStore(), onError: () => {} });
    await expect(recorder.run({ workflow: 'w' }, run => run.step('s', () => 7))).resolves.toBe(7);
    await expect(recorder.flush()).rejects.toThrow(InspectorError);
    await expect(recorder.close()).rejects.toThrow('is not a store of runs');
  });

  test('is reported to onError without a flush, once while it lasts', async () => {
    const onError = vi.fn();
    const recorder = await openRecorder({ location: makeBrokenStore(), onError });
    await vi.waitFor(() => expect(onError).toHaveBeenCalled(), patienceMs);
    await recorder.run({ workflow: 'w' }, () => {});
    await expect(recorder.flush()).rejects.toThrow(InspectorError);
    expect(onError).toHaveBeenCalledTimes(1);
    expect(onError.mock.calls[0]?.[0]).toBeInstanceOf(InspectorError);
  });

  test('is a process warning where nobody listens', async () => {
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const recorder = await openRecorder({ location: makeBrokenStore() });
    await vi.waitFor(
      () =>
        expect(warn).toHaveBeenCalledWith(
          expect.stringContaining('is not a store of runs'),
          'RunlensWarning',
        ),
      patienceMs,
    );
    await recorder.close().catch(() => {});
    warn.mockRestore();
  });

  test('is no reason to end the program when the listener itself fails', async () => {
    const onError = vi.fn(() => {
      throw new Error('the listener is broken');
    });
    const recorder = await openRecorder({ location: makeBrokenStore(), onError });
    await expect(recorder.run({ workflow: 'w' }, () => 1)).resolves.toBe(1);
    expect(onError).toHaveBeenCalledTimes(1);
    await recorder.close().catch(() => {});
  });

  test('is reported while the program goes on, and forgotten once the store takes everything', async () => {
    const onError = vi.fn();
    const recorder = await openRecorder({ location: makeFolder(), onError });
    await recorder.run({ workflow: 'w' }, () => 1);
    await recorder.flush();
    const db = new Database(recorder.path);
    db.exec('ALTER TABLE meta RENAME TO hidden');
    await recorder.run({ workflow: 'w' }, () => 2);
    await vi.waitFor(() => expect(onError).toHaveBeenCalledTimes(1), patienceMs);
    await expect(recorder.flush()).rejects.toThrow('damaged');
    db.exec('ALTER TABLE hidden RENAME TO meta');
    await recorder.flush();
    expect(db.prepare('SELECT count(*) FROM runs').pluck().get()).toBe(2);
    db.close();
    await recorder.close();
  });

  test('that loses a run is reported to onError and by the next flush, once', async () => {
    const onError = vi.fn();
    const recorder = await openRecorder({ location: makeFolder(), onError });
    const db = new Database(recorder.path);
    db.exec("CREATE TRIGGER refuse BEFORE INSERT ON inputs BEGIN SELECT RAISE(ABORT, 'refused'); END");
    db.close();
    await recorder.run({ workflow: 'w', input: 1 }, () => 1);
    await recorder.run({ workflow: 'kept' }, () => 2);
    await vi.waitFor(() => expect(onError).toHaveBeenCalledTimes(1), patienceMs);
    await expect(recorder.flush()).rejects.toThrow('refused');
    await recorder.flush();
    await recorder.close();
  });

  test('may as well be a folder that cannot be made', async () => {
    const folder = makeFolder();
    writeFileSync(join(folder, 'file'), '');
    const recorder = await openRecorder({ location: join(folder, 'file', 'runs.db'), onError: () => {} });
    await expect(recorder.run({ workflow: 'w' }, () => 1)).resolves.toBe(1);
    await expect(recorder.close()).rejects.toThrow('cannot hold a store');
  });
});

describe('closing', () => {
  test('twice is fine, and what is recorded later is dropped without harm', async () => {
    const folder = makeFolder();
    mkdirSync(join(folder, '.runlens'));
    const recorder = await openRecorder({ location: folder });
    const run = recorder.start({ workflow: 'w' });
    await recorder.close();
    await recorder.close();
    run.log('info', 'late');
    run.succeed();
    await expect(recorder.run({ workflow: 'later' }, () => 'still works')).resolves.toBe('still works');
    await recorder.flush();
  });
});
