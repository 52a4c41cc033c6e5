import { constants, copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeMachine } from './machine.ts';
import { type BenchOptions, parseOptions, usage } from './options.ts';
import { missingRow, type Row } from './row.ts';
import { saveTable } from './save-table.ts';
import { findLargeStore } from './stores/large-store.ts';
import { formatTable } from './table.ts';
import type { Bench, Topic } from './topic.ts';
import { topics } from './topics/topics.ts';

const say = (text: string) => void process.stderr.write(`${text}\n`);

async function measureAll(options: BenchOptions, folder: string): Promise<readonly Row[]> {
  const store = () => findLargeStore(options.runs, say);
  const copy = join(folder, 'copy.db');
  const writableStore = async () => {
    if (!existsSync(copy)) copyFileSync(await store(), copy, constants.COPYFILE_FICLONE);
    return copy;
  };
  const bench: Bench = { options, folder, say, store, writableStore };
  const chosen = topics.filter(
    topic => options.only.length === 0 || namesOf(topic).some(name => options.only.includes(name)),
  );
  const rows: Row[] = [];
  for (const topic of chosen) {
    say(`${topic.name} …`);
    const measured = await topic.measure(bench).catch(error => failed(topic.name, error));
    say(formatTable(measured));
    rows.push(...measured);
  }
  return rows;
}

/** One topic that cannot be measured takes nothing from the others. */
function failed(name: string, error: unknown): readonly Row[] {
  say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.exitCode = 1;
  return [missingRow(name, 'could not be measured')];
}

function namesOf({ name, part }: Topic): readonly string[] {
  return part === undefined ? [name] : [name, part];
}

function checkNames({ only }: BenchOptions): void {
  const names = [...new Set(topics.flatMap(namesOf))];
  const unknown = only.filter(name => !names.includes(name));
  if (unknown.length > 0) throw new Error(`no topic ${unknown.join(', ')}; there are ${names.join(', ')}`);
}

async function run(): Promise<void> {
  if (process.argv.includes('--help')) return void process.stdout.write(`${usage}\n`);
  const options = parseOptions(process.argv.slice(2));
  checkNames(options);
  const folder = mkdtempSync(join(tmpdir(), 'runlens-bench-'));
  try {
    const machine = describeMachine(new Date());
    const rows = await measureAll(options, folder);
    process.stdout.write(`${machine.join('\n')}\n\n${formatTable(rows)}\n`);
    if (options.save) saveTable({ rows, machine, options });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

await run();
