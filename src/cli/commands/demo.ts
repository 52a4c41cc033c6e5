import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { newestFirst, type RunStore } from '../../contract/run-store.ts';
import { InspectorError } from '../../model/errors.ts';
import { emptyQuery } from '../../model/query/query.ts';
import { formatCount } from '../../model/text/formats.ts';
import type { Context } from '../context.ts';
import { startLife } from '../demo-process.ts';
import { exitCodes } from '../exit-codes.ts';
import { hasScreen } from '../has-screen.ts';
import { createProgress } from '../print/progress.ts';
import { say, writeOut } from '../print/write.ts';
import { printRunAsText, printTableAsText } from './inspect.ts';

const rowsAsText = 20;

export type DemoRequest = {
  readonly size: number;
  readonly seed: number;
  readonly isStatic: boolean;
  readonly out?: string;
};

export async function runDemo(request: DemoRequest, context: Context): Promise<number> {
  if (request.out !== undefined) return writeSample(request.out, request, context);
  const folder = mkdtempSync(join(tmpdir(), 'runlens-demo-'));
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  // A signal that ends the screen ends the process without coming back here.
  process.once('exit', remove);
  try {
    return await showSample(join(folder, 'runs.db'), request, context);
  } finally {
    remove();
    process.off('exit', remove);
  }
}

async function writeSample(out: string, request: DemoRequest, context: Context): Promise<number> {
  const path = resolve(context.cwd, out);
  if (basename(dirname(path)) === '.runlens') {
    throw new InspectorError('usage', `${out} is a project's own store`, { hint: 'name a file elsewhere' });
  }
  if (existsSync(path)) {
    throw new InspectorError('usage', `${out} exists already`, { hint: 'name another file, or remove it' });
  }
  try {
    await fillStore(path, request, context);
  } catch (error) {
    for (const part of ['', '-wal', '-shm']) rmSync(path + part, { force: true });
    throw error;
  }
  say(`${formatCount(request.size)} runs are in ${out}: "runlens ${out}" shows them`, context);
  return exitCodes.ok;
}

async function fillStore(path: string, { size, seed }: DemoRequest, context: Context): Promise<void> {
  const { writeDemoStore } = await import('../../demo/write-demo-store.ts');
  const progress = createProgress('writing runs', context);
  const { now, signal } = context;
  await writeDemoStore({ path, size, seed, now: now(), signal, onProgress: progress.show }).finally(
    progress.end,
  );
}

async function showSample(path: string, request: DemoRequest, context: Context): Promise<number> {
  await fillStore(path, request, context);
  const info = { name: 'demo', kind: 'sqlite', location: path, reason: 'a sample, removed at the end' };
  const store = await context.openStore({ kind: 'sqlite', path, info, warnings: [] });
  const life =
    request.isStatic || !hasScreen(context) ? undefined : startLife({ path, seed: request.seed }, context);
  try {
    if (!hasScreen(context)) return await printSample(store, context);
    const { openScreen } = await import('../open-screen.ts');
    return await openScreen({ store, context });
  } finally {
    await store.close();
    await life?.end();
  }
}

async function printSample(store: RunStore, context: Context): Promise<number> {
  const more = 'these are the newest of a sample: in a terminal, "runlens demo" opens them all';
  await printTableAsText(store, { query: emptyQuery, rows: rowsAsText, more }, context);
  const { parseQuery } = await import('../../model/query/parse/parse-query.ts');
  const failed = await store.listRuns(parseQuery('status:failed kind:workflow'), {
    sort: newestFirst,
    limit: 1,
    signal: context.signal,
    now: context.now(),
  });
  const [run] = failed.runs;
  if (!run) return exitCodes.ok;
  await writeOut('\n', context);
  return printRunAsText(store, run.id, context);
}
