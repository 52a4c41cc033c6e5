import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { mayWrite, readLockHolders, seesAllProcesses } from '../../../src/drivers/sqlite/lock-holders.ts';

describe.runIf(process.platform === 'linux')('the holders of the locks of a database', () => {
  it('are known where no process is hidden, and not in a container', () => {
    const folder = mkdtempSync(join(tmpdir(), 'runlens-locks-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const path = join(folder, 'engine.sqlite');
    const db = new Database(path);
    onTestFinished(() => void db.close());
    db.exec('PRAGMA journal_mode = WAL; CREATE TABLE job (id)');
    const holders = readLockHolders(path, true);
    expect([...(holders?.get(statSync(`${path}-shm`).ino) ?? [])]).toEqual([process.pid]);
    expect(readLockHolders(path, false)).toBeUndefined();
  });

  it('may write it, unless they only look at it, as another runlens does', () => {
    const folder = mkdtempSync(join(tmpdir(), 'runlens-locks-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const path = join(folder, 'engine.sqlite');
    writeFileSync(path, '');
    expect(mayWrite(process.pid, path)).toBe(true);
    const reader = openSync(path, 'r');
    onTestFinished(() => closeSync(reader));
    expect(mayWrite(process.pid, path)).toBe(false);
    const writer = openSync(path, 'r+');
    onTestFinished(() => closeSync(writer));
    expect(mayWrite(process.pid, path)).toBe(true);
    const noProcess = 2 ** 30;
    expect(mayWrite(noProcess, path)).toBe(false);
  });

  it('hide in a container, whose processes have a namespace of their own', () => {
    expect(seesAllProcesses(() => 'pid:[4026531836]')).toBe(true);
    expect(seesAllProcesses(() => 'pid:[4026532201]')).toBe(false);
    const hidden = () => {
      throw new Error('no /proc');
    };
    expect(seesAllProcesses(hidden)).toBe(false);
  });
});
