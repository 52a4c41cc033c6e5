import { newestFirst } from '../../../src/contract/lists/sort.ts';
import { readFailures } from '../../../src/contract/reading/read-failures.ts';
import { createFailureGroups } from '../../../src/model/failure/failure-groups.ts';
import { bucketLengths } from '../../../src/model/failure/failure-tally.ts';
import { emptyQuery } from '../../../src/model/query/query.ts';
import { measureInTurn, median, timeOf } from '../measure.ts';
import { compareRow, formatNumber, formatSpread, type Row } from '../row.ts';
import { type FailingEngine, failedEvery, makeFailingEngines } from '../stores/failing-engines.ts';
import type { Topic } from '../topic.ts';

const runs = 10_000;
const rounds = 5;
const longestFirstMs = 300;

/** Groups of what is read run by run: of a store that was just opened. */
export const failingEnginesTopic: Topic = {
  name: 'failing-engines',
  part: 'failures',
  async measure({ folder, say }) {
    say(`writing ${formatNumber(runs)} runs of each engine`);
    const rows: Row[] = [];
    for (const engine of makeFailingEngines(folder, runs)) rows.push(...(await measureEngine(engine)));
    return rows;
  },
};

async function measureEngine(engine: FailingEngine): Promise<readonly Row[]> {
  const whole: number[] = [];
  const { first, list, parse } = await measureInTurn(rounds, {
    parse: () => timeOf(engine.parse),
    list: () => listRuns(engine),
    first: async () => {
      const times = await readGroups(engine);
      whole.push(times.wholeMs);
      return times.firstMs;
    },
  });
  const what = `${engine.name}, ${formatNumber(runs)} runs: opened`;
  const floor = { name: 'JSON.parse of all it holds', values: parse };
  return [
    compareRow({ what: `${what}, to the first page of the list`, values: list, floor }),
    {
      ...compareRow({ what: `${what}, to the first groups of failures`, values: first, floor }),
      bar: `<= ${longestFirstMs} ms`,
      isMet: median(first) <= longestFirstMs,
    },
    {
      what: `${what}, to all groups of failures`,
      figure: formatSpread(whole.slice(1)),
      samples: rounds,
    },
  ];
}

async function listRuns({ open }: FailingEngine): Promise<number> {
  const start = performance.now();
  const store = await open();
  await store.listRuns(emptyQuery, { sort: newestFirst, limit: 50, now: Date.now() });
  const ms = performance.now() - start;
  await store.close();
  return ms;
}

async function readGroups({ name, open }: FailingEngine) {
  const start = performance.now();
  const store = await open();
  const groups = createFailureGroups();
  let firstMs: number | undefined;
  const options = { now: Date.now(), bucketMs: bucketLengths.day };
  for await (const { tallies } of readFailures(store, emptyQuery, options)) {
    groups.add(tallies);
    if (tallies.length > 0 && groups.groups().length > 0) firstMs ??= performance.now() - start;
  }
  const wholeMs = performance.now() - start;
  const count = groups.groups().reduce((sum, group) => sum + group.count, 0);
  await store.close();
  if (firstMs === undefined || count !== runs / failedEvery) throw new Error(`${name}: ${count} failures`);
  return { firstMs, wholeMs };
}
