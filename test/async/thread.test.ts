import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { createThread, largeBuffersIn } from '../../src/async/thread.ts';
import { openThreadStore } from '../../src/engines/kit/thread-store.ts';
import type { OddRequest } from './odd-worker.ts';

function startThread() {
  const url = new URL('./odd-worker.ts', import.meta.url);
  const thread = createThread<OddRequest, Record<OddRequest['type'], unknown>>(url, 'the store');
  onTestFinished(() => thread.close());
  return thread;
}

it('reports an answer that is nested too deeply, and goes on answering', async () => {
  const thread = startThread();
  await expect(thread.ask({ type: 'deep' })).rejects.toMatchObject({ kind: 'unreadable' });
  expect(await thread.ask({ type: 'plain' })).toBe('the store');
});

it('passes on an object with very many fields', () => {
  const large = new Uint8Array(64 * 1_024);
  const items = [large, ...Array<number>(150_000).fill(0)];
  expect(largeBuffersIn(Object.fromEntries(items.entries()))).toEqual([large.buffer]);
  expect(largeBuffersIn(new Map(items.entries()))).toEqual([large.buffer]);
});

it('rejects the request whose answer is a bug, and goes on answering', async () => {
  const thread = startThread();
  await expect(thread.ask({ type: 'function' })).rejects.toThrow('could not be cloned');
  expect(await thread.ask({ type: 'plain' })).toBe('the store');
});

it('keeps the process alive for no request that could not be sent', async () => {
  const thread = startThread();
  await thread.ask({ type: 'plain' });
  const openPorts = () => process.getActiveResourcesInfo().filter(type => type === 'MessagePort');
  const before = openPorts();
  const request = { type: 'plain' as const, odd: () => 'a function' };
  await expect(thread.ask(request)).rejects.toThrow('could not be cloned');
  expect(openPorts()).toEqual(before);
});

it('turns foreign errors into those of its store', async () => {
  await expect(startThread().ask({ type: 'refused' })).rejects.toMatchObject({
    kind: 'unreadable',
    message: 'the store is odd',
  });
});

it('reports that memory ran out, and starts again with the next request', async () => {
  const thread = startThread();
  await expect(thread.ask({ type: 'full' })).rejects.toMatchObject({ kind: 'unreadable' });
  expect(await thread.ask({ type: 'plain' })).toBe('the store');
});

it('names a store whose memory ran out by its location, as its place may hold a key', async () => {
  const target = { name: 'n8n', kind: 'n8n', location: 'http://n8n', reason: 'argument' };
  const file = new URL('./odd-worker.ts', import.meta.url);
  const store = openThreadStore({ place: 'http://n8n\na-secret', target, file });
  onTestFinished(() => store.close());
  await expect(store.counts()).rejects.toMatchObject({
    kind: 'unreadable',
    message: 'http://n8n needs more memory than this program may take',
  });
});

it('keeps its compiled code where the program keeps its own', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'runlens-thread-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const script = `
    import { enableCompileCache } from 'node:module';
    import { createThread } from ${JSON.stringify(new URL('../../src/async/thread.ts', import.meta.url))};
    enableCompileCache(${JSON.stringify(folder)});
    const thread = createThread(new URL(${JSON.stringify(new URL('./odd-worker.ts', import.meta.url))}), '');
    process.stdout.write(await thread.ask({ type: 'cache' }));
    await thread.close();
  `;
  const start = join(folder, 'start.mjs');
  writeFileSync(start, script);
  const { stdout } = await promisify(execFile)(process.execPath, [start], {
    env: { ...process.env, NODE_COMPILE_CACHE: undefined, NODE_DISABLE_COMPILE_CACHE: undefined },
  });
  expect(stdout.startsWith(folder)).toBe(true);
});
