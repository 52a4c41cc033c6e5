import { join } from 'node:path';
import { parseQuery } from '../../../src/model/query/parse/parse-query.ts';
import { explainFailures } from '../../../src/operations/failures/failure-explanation.ts';
import { type PlantedCause, plantedCauses } from '../../model/share/planted-runs.ts';
import { tryPlanted } from '../../model/share/shared-findings.ts';
import { writePlantedStore } from '../../operations/planted-store.ts';
import { median, timeOf } from '../measure.ts';
import { formatNumber, formatSpread, type Row } from '../row.ts';
import { openForBench } from '../stores/open-for-bench.ts';
import type { Topic } from '../topic.ts';

const large = 50_000;
const small = 2_000;
const seeds = 8;
const storesWithoutCause = 24;
const rounds = 5;
const longestMs = 2_000;

export const shareTopic: Topic = {
  name: 'share',
  async measure(bench) {
    const rows: Row[] = [];
    for (const cause of plantedCauses) rows.push(countFirst(cause, large), countFirst(cause, small));
    rows.push(countAnnounced(small), await measureStore(join(bench.folder, 'planted.db')));
    return rows;
  },
};

/** In how many stores the planted cause is the first one: announced, and named at all. */
function countFirst(cause: PlantedCause, count: number): Row {
  const trials = Array.from({ length: seeds }, (_, seed) => tryPlanted(cause, count, seed + 1));
  const first = trials.filter(({ isFirst }) => isFirst).length;
  const named = trials.filter(({ isNamedFirst }) => isNamedFirst).length;
  const byG = trials.filter(({ isFirstByG }) => isFirstByG).length;
  return {
    what: `planted cause is first: ${cause}, ${formatNumber(count)} runs`,
    figure: `announced ${first} of ${seeds}, named ${named}`,
    floor: `signed G alone, without significance: ${byG} of ${seeds}`,
    bar: count === large ? `announced ${seeds}` : `named ${byG}`,
    isMet: count === large ? first === seeds : named >= byG,
    samples: seeds,
  };
}

function countAnnounced(count: number): Row {
  const trials = Array.from({ length: storesWithoutCause }, (_, seed) => tryPlanted('none', count, seed + 1));
  const announced = trials.filter(({ findings }) => findings.causes.length > 0).length;
  return {
    what: `stores without a cause where one is announced, ${formatNumber(count)} runs`,
    figure: `${announced} of ${storesWithoutCause}`,
    bar: '0',
    isMet: announced === 0,
    samples: storesWithoutCause,
  };
}

async function measureStore(path: string): Promise<Row> {
  await writePlantedStore(path, { cause: 'rare', count: large, seed: 1 });
  const store = await openForBench(path);
  const times: number[] = [];
  try {
    for (let round = 0; round < rounds; round += 1)
      times.push(await timeOf(() => explainFailures(store, parseQuery(''), { now: Date.now() })));
  } finally {
    await store.close();
  }
  return {
    what: `what failed runs share, ${formatNumber(large)} runs of a local store`,
    figure: formatSpread(times),
    bar: `<= ${longestMs / 1_000} s`,
    isMet: median(times) <= longestMs,
    samples: rounds,
  };
}
