import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../../files/folders.ts';

export type Bounds = {
  readonly maxBytes: number;
  /** Older files are removed. */
  readonly keepMs: number;
};

type Waiting = {
  readonly bytes: Buffer;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
};

type Written = { readonly path: string; readonly file: FileHandle; readonly openedAt: number; bytes: number };

/** An empty request, by which a file is known as OTLP before its first span. */
const head = Buffer.from('{"resourceSpans":[]}\n');
/** A file takes at most this fraction of the bounds, since whole files are removed. */
const parts = 8;

/** A folder of files with a line per request: the oldest are removed first. Rejects with Node's errors. */
export async function openLineFiles(
  folder: string,
  { maxBytes, keepMs }: Bounds,
  now: () => number = Date.now,
) {
  let written: Written | undefined;
  const waiting: Waiting[] = [];
  const partBytes = maxBytes / parts;
  let writing: Promise<void> | undefined;

  async function openNext(bytes: number): Promise<Written> {
    prune(maxBytes - Math.max(bytes, partBytes));
    makeFolder(folder, 0o700);
    keepOutOfRepositories(folder);
    const openedAt = now();
    const time = new Date(openedAt).toISOString().replace(/[:.]/g, '-');
    const path = join(folder, `otlp-${time}-${randomUUID().slice(0, 4)}.jsonl`);
    const file = await open(path, 'ax', 0o600);
    try {
      await file.appendFile(head);
      await file.datasync();
      await syncFolder(folder);
      return { path, file, openedAt, bytes: head.length };
    } catch (error) {
      await file.close();
      rmSync(path, { force: true });
      throw error;
    }
  }

  async function closeWritten(): Promise<void> {
    const before = written;
    written = undefined;
    await before?.file.close();
    if (before?.bytes === head.length) rmSync(before.path, { force: true });
  }

  async function writeDurably(bytes: Buffer): Promise<void> {
    if (written && isFull(written, bytes.length)) await closeWritten();
    written ??= await openNext(bytes.length);
    try {
      await written.file.appendFile(bytes);
      await written.file.datasync();
    } catch (error) {
      // A client that sends the line again would otherwise have it twice.
      await written.file.truncate(written.bytes).catch(() => {});
      await closeWritten().catch(() => {});
      throw error;
    }
    written.bytes += bytes.length;
    if ((await written.file.stat()).nlink > 0) return;
    // Somebody removed the file meanwhile.
    await closeWritten();
    await writeDurably(bytes);
  }

  function isFull({ bytes, openedAt }: Written, more: number): boolean {
    return bytes > head.length && (bytes + more > partBytes || now() - openedAt > keepMs / parts);
  }

  /** Lines that arrive during a write share the next one, and its wait for the disk. */
  async function writeWaiting(): Promise<void> {
    while (waiting.length > 0) {
      const together = takeWaiting();
      try {
        await writeDurably(Buffer.concat(together.map(({ bytes }) => bytes)));
        for (const { resolve } of together) resolve();
      } catch (error) {
        for (const { reject } of together) reject(error);
      }
    }
    writing = undefined;
  }

  /** At least one line, and no more than a file may hold. */
  function takeWaiting(): readonly Waiting[] {
    let [count, bytes] = [0, 0];
    for (; count < waiting.length; count += 1) {
      bytes += waiting[count]?.bytes.length ?? 0;
      if (count > 0 && bytes > partBytes) break;
    }
    return waiting.splice(0, count);
  }

  function prune(bytesLeft = maxBytes): void {
    let bytes = 0;
    for (const { path, size, mtimeMs } of filesIn(folder).reverse()) {
      bytes += size;
      const isOld = now() - mtimeMs > keepMs || bytes > bytesLeft;
      if (isOld && path !== written?.path) rmSync(path, { force: true });
    }
  }

  written = await openNext(0);
  return {
    /** Resolves when the line is on the disk; after a rejection it is not. */
    append: (line: string) =>
      new Promise<void>((resolve, reject) => {
        waiting.push({ bytes: Buffer.from(`${line}\n`), resolve, reject });
        writing ??= writeWaiting();
      }),
    prune: () => prune(),
    async close(): Promise<void> {
      await writing;
      await closeWritten();
    },
  };
}

/** Spans hold the data of programs, which must not be committed. */
function keepOutOfRepositories(folder: string): void {
  const path = join(folder, '.gitignore');
  if (!existsSync(path)) writeFileSync(path, '*\n', { flag: 'wx' });
}

/** Oldest first. */
function filesIn(folder: string) {
  try {
    return readdirSync(folder)
      .filter(name => /^otlp-[\dTZ-]+-[0-9a-f]{4}\.jsonl$/.test(name))
      .sort()
      .flatMap(name => {
        const path = join(folder, name);
        const stats = statSync(path, { throwIfNoEntry: false });
        return stats ? [{ path, size: stats.size, mtimeMs: stats.mtimeMs }] : [];
      });
  } catch {
    return [];
  }
}

/** Puts the name of a new file on the disk too. Windows cannot open a folder. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}
