import Database from 'better-sqlite3';
import { signed } from '../../../src/database/runs/failures/sign-row.ts';
import { parseQuery } from '../../../src/model/query/parse/parse-query.ts';
import { explainFailures } from '../../../src/operations/failures/failure-explanation.ts';
import { median, timeOf } from '../measure.ts';
import { formatMs, formatNumber, formatSpread, type Row } from '../row.ts';
import { openForBench } from '../stores/open-for-bench.ts';
import type { Topic } from '../topic.ts';

const rounds = 7;
const longestMs = { group: 300, all: 3_000 };
const mostRuns = 60_000;

/** What the runs of the largest group of a large store share, and all failed runs of it. */
export const groupCausesTopic: Topic = {
  name: 'group-causes',
  part: 'failures',
  async measure({ options, store: findStore }) {
    const path = await findStore();
    const bare = openBare(path);
    const store = await openForBench(path);
    const now = Date.now();
    const row = async (what: string, filter: string, mostMs: number, name?: string): Promise<Row> => {
      const [figures, floors]: [number[], number[]] = [[], []];
      const query = parseQuery(filter);
      for (let round = 0; round < rounds; round += 1) {
        const found = await explainFailures(store, query, { now });
        const compared = (found?.shared.failed ?? 0) + (found?.shared.others ?? 0);
        floors.push(await timeOf(async () => bare.read(compared, name)));
        figures.push(await timeOf(() => explainFailures(store, query, { now })));
      }
      return {
        what: `what ${what} share, ${formatNumber(options.runs)} runs of a local store`,
        figure: formatSpread(figures),
        floor: `bare statements for the same keys, rows, inputs and steps: ${formatMs(median(floors))}`,
        ratio: median(figures) / median(floors),
        bar: `<= ${mostMs / 1_000} s`,
        isMet: median(figures) <= mostMs,
        samples: rounds,
      };
    };
    const { failure, name, n } = bare.largest;
    try {
      return [
        await row(`${formatNumber(n)} runs of a group`, `failure:${failure}`, longestMs.group, name),
        await row('all failed runs', '', longestMs.all),
      ];
    } finally {
      await store.close();
      bare.close();
    }
  },
};

function openBare(path: string) {
  const raw = new Database(path, { readonly: true });
  const [largest] = raw
    .prepare<[], { failure: string; name: string; n: number }>(
      `SELECT r.failure, r.name, count(*) AS n FROM runs r INDEXED BY runs_failure WHERE ${signed}
        GROUP BY r.failure, r.name ORDER BY n DESC LIMIT 1`,
    )
    .all();
  if (!largest) throw new Error('no run has failed');
  const keys = raw.prepare<[string | null], { key: number }>(
    `SELECT key FROM runs WHERE name = coalesce(?, name) ORDER BY key DESC LIMIT ${mostRuns}`,
  );
  const keysOfName = raw.prepare<[string], { key: number }>(
    `SELECT key FROM runs INDEXED BY runs_name WHERE name = ? ORDER BY key DESC LIMIT ${mostRuns}`,
  );
  const rows = raw.prepare<[string]>(
    `SELECT r.*, i.json FROM json_each(?) k CROSS JOIN runs r LEFT JOIN inputs i ON i.key = r.key WHERE r.key = k.value`,
  );
  const steps = raw.prepare<[string]>(
    `SELECT s.run, s.name, s.status, s.started_at, s.finished_at, s.output
      FROM json_each(?) k CROSS JOIN steps s WHERE s.run = k.value`,
  );
  return {
    largest,
    read(compared: number, name?: string): void {
      const found = name === undefined ? keys.all(null) : keysOfName.all(name);
      const some = JSON.stringify(found.slice(0, compared).map(({ key }) => key));
      rows.all(some);
      steps.all(some);
    },
    close: () => raw.close(),
  };
}
