import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { newestFirst } from '../../contract/lists/sort.ts';
import type { RunStore } from '../../contract/run-store.ts';
import { InspectorError } from '../../model/errors.ts';
import { emptyQuery } from '../../model/query/query.ts';
import { countOf } from '../../model/text/formats.ts';
import { type Context, hasScreen } from '../context/context.ts';
import { exitCodes } from '../context/exit-codes.ts';
import { defineCommand, type Given } from '../options/define-command.ts';
import { parseCount, parseWhole } from '../options/parse-value.ts';
import { linearHelp } from '../options/target-options.ts';
import { withProgress } from '../print/progress.ts';
import { writeNotice, writeOut } from '../print/write.ts';
import { startLiveRuns } from './demo-process.ts';

type DemoOptions = Given & {
  readonly size: number;
  readonly seed: number;
  readonly static?: true;
  readonly tour?: true;
  readonly out?: string;
};

export const demo = defineCommand({
  description: 'open a sample store with live runs, in a temporary folder',
  declare: command =>
    command
      .option('--size <count>', 'how many runs', parseCount, 2000)
      .option('--seed <number>', 'another seed gives another sample', parseWhole, 1)
      .option('--static', 'without live runs')
      .option('--tour', 'offer a tour of six steps, until it was ended once')
      .option('--out <file>', 'write the sample to a new file and exit')
      .option('--linear', linearHelp),
  shares: 'nothing',
  examples: {
    'runlens demo': '',
    'runlens demo --size 1000000 --out big.db': 'a large store, for measuring',
  },
  run: runDemo,
});

const rowsAsText = 20;

async function runDemo(options: DemoOptions, context: Context): Promise<number> {
  if (options.out !== undefined) {
    await writeSample(options.out, options, context);
    return exitCodes.ok;
  }
  const folder = mkdtempSync(join(tmpdir(), 'runlens-demo-'));
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  // A signal that ends the screen ends the process without coming back here.
  process.once('exit', remove);
  try {
    return await showSample(join(folder, 'runs.db'), options, context);
  } finally {
    remove();
    process.off('exit', remove);
  }
}

async function writeSample(out: string, options: DemoOptions, context: Context): Promise<void> {
  const path = resolve(context.cwd, out);
  if (basename(dirname(path)) === '.runlens')
    throw new InspectorError('usage', `${out} is the store of a project`, { hint: 'name a file elsewhere' });
  if (existsSync(path))
    throw new InspectorError('usage', `${out} exists already`, { hint: 'name another file, or remove it' });
  try {
    await fillStore(path, options, context);
  } catch (error) {
    for (const part of ['', '-wal', '-shm']) rmSync(path + part, { force: true });
    throw error;
  }
  const runs = `${countOf(options.size, 'run')} ${options.size === 1 ? 'is' : 'are'}`;
  writeNotice(`${runs} in ${out}: "runlens ${out}" shows them`, context);
}

async function fillStore(path: string, { size, seed }: DemoOptions, context: Context): Promise<void> {
  const { writeDemoStore } = await import('../../demo/write-demo-store.ts');
  const { now, signal } = context;
  await withProgress('writing runs', context, onProgress =>
    writeDemoStore({ path, size, seed, now: now(), signal, onProgress }),
  );
}

async function showSample(path: string, options: DemoOptions, context: Context): Promise<number> {
  await fillStore(path, options, context);
  const reason = 'a sample, removed at the end';
  const info = { name: 'demo', kind: 'sqlite', location: path, key: 'demo', isSample: true as const, reason };
  const store = await context.openStore({ kind: 'sqlite', path, info, warnings: [] });
  const isLive = !options.static && hasScreen(context);
  const liveRuns = isLive ? startLiveRuns({ path, seed: options.seed }, context) : undefined;
  try {
    if (!hasScreen(context)) {
      await printSample(store, context);
      return exitCodes.ok;
    }
    const { openScreen } = await import('../inspect/open-screen.ts');
    return await openScreen({ store, context, offersTour: options.tour === true });
  } finally {
    await store.close();
    await liveRuns?.end();
  }
}

async function printSample(store: RunStore, context: Context): Promise<void> {
  const [{ printTable, printDetail }, { parseQuery }] = await Promise.all([
    import('../inspect/print-as-text.ts'),
    import('../../model/query/parse/parse-query.ts'),
  ]);
  const more = 'these are the newest of a sample: in a terminal, "runlens demo" shows them all';
  await printTable(store, { query: emptyQuery, rows: rowsAsText, more }, context);
  const failed = await store.listRuns(parseQuery('status:failed kind:workflow'), {
    sort: newestFirst,
    limit: 1,
    signal: context.signal,
    now: context.now(),
  });
  const [run] = failed.runs;
  if (!run) return;
  await writeOut('\n', context);
  await printDetail(store, run.id, context);
}
