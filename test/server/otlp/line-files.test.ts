import {
  existsSync,
  globSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { type Bounds, openLineFiles } from '../../../src/server/otlp/line-files.ts';
import { canMount, fill, mountSmallDisk } from '../../small-disk.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'runlens-lines-'));
  return () => rmSync(folder, { recursive: true, force: true });
});

const filesOf = (within = folder) => globSync('*.jsonl', { cwd: within }).map(name => join(within, name));
const linesOf = (within = folder) =>
  filesOf(within).flatMap(path => readFileSync(path, 'utf8').trimEnd().split('\n').slice(1));

async function opened(bounds: Partial<Bounds> = {}, within = folder) {
  const files = await openLineFiles(within, { maxBytes: 1_000_000, keepMs: 60_000, ...bounds });
  onTestFinished(() => files.close());
  return files;
}

describe('the files of a receiver', () => {
  it('hold every line whose write has resolved, in the order in which they came', async () => {
    const files = await opened();
    const lines = Array.from({ length: 200 }, (_, n) => `{"n":${n}}`);
    await Promise.all(lines.map(files.append));
    expect(linesOf()).toEqual(lines);
  });

  it('stay within their size, and keep what came last', async () => {
    const files = await opened({ maxBytes: 8_000 });
    for (let n = 0; n < 500; n += 1) {
      await files.append(JSON.stringify({ n, text: 'x'.repeat(80) }));
      const bytes = filesOf().reduce((all, path) => all + statSync(path).size, 0);
      expect(bytes).toBeLessThanOrEqual(8_000);
    }
    const kept = linesOf();
    expect(kept.length).toBeGreaterThan(60);
    expect(JSON.parse(kept.at(-1) ?? '')).toMatchObject({ n: 499 });
    expect(JSON.parse(kept[0] ?? '')).toMatchObject({ n: 500 - kept.length });
  });

  it('lose what is older than they may keep, and no file of somebody else', async () => {
    const foreign = join(folder, 'traces.jsonl');
    writeFileSync(foreign, '{"resourceSpans":[]}\n');
    const before = await opened();
    await before.append('{"n":1}');
    await before.close();
    const longAgo = new Date(Date.now() - 120_000);
    for (const path of filesOf()) utimesSync(path, longAgo, longAgo);
    await opened();
    expect(existsSync(foreign)).toBe(true);
    expect(linesOf()).toEqual([]);
  });

  it('are private', async () => {
    const files = await opened();
    await files.append('{}');
    expect(filesOf().map(path => statSync(path).mode & 0o777)).toEqual([0o600]);
  });

  it('get a line again whose file is removed while it is written', async () => {
    const files = await opened();
    await files.append('{"n":1}');
    rmSync(folder, { recursive: true });
    await files.append('{"n":2}');
    expect(linesOf()).toEqual(['{"n":2}']);
  });

  it('leave no empty file behind', async () => {
    const files = await opened();
    await files.close();
    expect(filesOf()).toEqual([]);
  });

  it.runIf(canMount())(
    'refuse a line that the disk has no room for, and take it when there is room',
    async () => {
      const disk = mountSmallDisk();
      const files = await opened({}, disk);
      await files.append('{"n":1}');
      const makeRoom = fill(disk, 4_096);
      const large = JSON.stringify({ text: 'x'.repeat(50_000) });
      await expect(files.append(large)).rejects.toMatchObject({ code: 'ENOSPC' });
      expect(linesOf(disk)).toEqual(['{"n":1}']);
      makeRoom();
      await files.append(large);
      expect(linesOf(disk)).toEqual(['{"n":1}', large]);
    },
  );
});
