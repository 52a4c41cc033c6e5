import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { newestFirst } from '../../../src/contract/lists/sort.ts';
import type { RunStore } from '../../../src/contract/run-store.ts';
import { openWorkflowStore } from '../../../src/engines/workflow-sdk/open-workflow-store.ts';
import { parseQuery } from '../../../src/model/query/parse/parse-query.ts';
import { longestBlock } from '../longest-block.ts';
import { measureInTurn, median, timeOf } from '../measure.ts';
import { compareRow, formatMs, formatNumber, formatSpread, longestBlockMs, type Row } from '../row.ts';
import { runningEvery, writeWorkflowData } from '../stores/workflow-data.ts';
import type { Topic } from '../topic.ts';

const runs = 10_000;
const rounds = 9;
const pageSize = 50;
const bars = { page: 20, sparse: 100, block: longestBlockMs.moving } as const;
/** Whole answers are measured, where the screen would show what it has after a quarter of a second. */
const scanBudget = { ms: 10_000, rows: 1_000_000 };
const host = join(import.meta.dirname, '..', '..', 'engines', 'workflow-sdk', 'host');

export const workflowSdkTopic: Topic = {
  name: 'workflow-sdk',
  async measure({ folder, say }) {
    const data = join(folder, 'workflow-data');
    const now = Date.now();
    say(`writing ${formatNumber(runs)} runs of the Workflow SDK`);
    writeWorkflowData(data, runs, now);
    const measured = await measureInTurn(rounds, {
      page: () => timeOpened(data, '', now, pageSize),
      sparse: () => timeOpened(data, 'status:running', now, runs / runningEvery),
      nothing: () => timeOpened(data, 'status:failed', now, 0),
      bare: () => timeOf(() => readBare(data)),
    });
    const block = await longestBlock(() => timeOpened(data, 'status:failed', now, 0));
    // A clock of the processor may tick every 4 ms only, and the wall's counts what others do.
    const blockedMs = Math.min(block.ms, block.cpuMs);
    const floor = { name: 'names, and the newest 50 files', values: measured.bare };
    const what = `Workflow SDK, ${formatNumber(runs)} runs`;
    return [
      withBar(
        compareRow({ what: `${what}: opened, to its first page`, values: measured.page, floor }),
        measured.page,
        bars.page,
      ),
      withBar(
        {
          what: `${what}: opened, every running one (1 in ${runningEvery})`,
          figure: formatSpread(measured.sparse),
          samples: rounds,
        },
        measured.sparse,
        bars.sparse,
      ),
      withBar(
        {
          what: `${what}: opened, a status that none has`,
          figure: formatSpread(measured.nothing),
          samples: rounds,
        },
        measured.nothing,
        bars.sparse,
      ),
      {
        what: `${what}: longest block of the screen's thread meanwhile`,
        figure: formatMs(blockedMs),
        bar: `<= ${bars.block} ms`,
        isMet: blockedMs <= bars.block,
        samples: 1,
      },
      ...(await measureTheirs(data, what)),
    ];
  },
};

function withBar(row: Row, values: readonly number[], ms: number): Row {
  return { ...row, bar: `<= ${ms} ms`, isMet: median(values) <= ms };
}

async function timeOpened(data: string, filter: string, now: number, found: number): Promise<number> {
  let store: RunStore | undefined;
  const ms = await timeOf(async () => {
    const target = { name: 'bench', kind: 'workflow-sdk', location: data, reason: 'argument' };
    store = await openWorkflowStore({ folder: data, target, scanBudget });
    const page = await store.listRuns(parseQuery(filter), {
      sort: newestFirst,
      limit: Math.max(found, pageSize),
      now,
    });
    if (page.runs.length !== found) throw new Error(`${filter}: ${page.runs.length} runs`);
  });
  await store?.close();
  return ms;
}

function readBare(data: string): void {
  const names = readdirSync(join(data, 'runs')).sort().reverse().slice(0, pageSize);
  for (const name of names) JSON.parse(readFileSync(join(data, 'runs', name), 'utf8'));
}

/** The engine's own list of the same folder, where the tests' host is installed. */
async function measureTheirs(data: string, what: string): Promise<readonly Row[]> {
  if (!existsSync(join(host, 'node_modules'))) return [];
  const path = createRequire(join(host, 'package.json')).resolve('@workflow/world-local');
  const { createLocalWorld } = await import(pathToFileURL(path).href);
  const world = createLocalWorld({ dataDir: data });
  const list = (status?: string) =>
    timeOf(() => world.runs.list({ status, pagination: { limit: pageSize }, resolveData: 'none' }));
  const { first, running } = await measureInTurn(2, { first: () => list(), running: () => list('running') });
  await world.close();
  return [
    {
      what: `${what}: the engine's own list, newest ${pageSize}`,
      figure: formatSpread(first),
      samples: first.length,
    },
    {
      what: `${what}: the engine's own list, running`,
      figure: formatSpread(running),
      samples: running.length,
    },
  ];
}
