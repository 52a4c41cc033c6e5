import { parseArgs } from 'node:util';

export type BenchOptions = {
  /** Names of topics, or of parts, which are several; none means everything. */
  readonly only: readonly string[];
  readonly runs: number;
  readonly minutes: number;
  /** How often a program is started for one figure. */
  readonly starts: number;
  readonly save: boolean;
};

export const usage = `npm run bench -- [--only TOPIC]… [--runs N] [--minutes N] [--starts N] [--save]

  --only TOPIC   measure only this topic, or those of a part: cloud, engines, failures; can be given several times
  --runs N       runs in the store, 1000000 by default
  --minutes N    how long memory is watched, each time that it is, 1 by default
  --starts N     how often a program is started for one figure, 15 by default
  --save         write the rows to docs/about/benchmarks.tsv, and some to the page beside it`;

export function parseOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string', multiple: true, default: [] },
      runs: { type: 'string', default: '1000000' },
      minutes: { type: 'string', default: '1' },
      starts: { type: 'string', default: '15' },
      save: { type: 'boolean', default: false },
    },
  });
  return {
    only: values.only,
    runs: toPositive('--runs', values.runs),
    minutes: toPositive('--minutes', values.minutes),
    starts: toPositive('--starts', values.starts),
    save: values.save,
  };
}

function toPositive(name: string, text: string): number {
  const number = Number(text);
  if (!(number > 0)) throw new Error(`${name} takes a number above 0, not ${text}`);
  return number;
}
