import type { Run } from '../../../src/model/run.ts';
import type { ComparedRuns } from '../../../src/operations/compare-runs.ts';
import { compare, stepOf } from '../../model/compare/compared-runs.ts';
import { sampleRun } from '../memory-store.ts';

const error = { name: 'LookupError', message: 'no tax table for the region', value: {} };
const countries = ['DE', 'FR', 'US', 'JP'];

/** An import, `at` minutes after the first, of three to five pages and from one of four countries. */
function importRun(at: number, fields: Partial<Run> = {}, pages = 3 + (at % 3)): Run {
  const run = sampleRun(at, { name: 'import-orders', trigger: { type: 'api', label: 'API', raw: 'api' } });
  const start = run.createdAt;
  return {
    ...{ ...run, usage: [], finishedAt: start + 900 },
    input: { batch: `b-${at}`, country: countries[at % 4], plan: at % 3 === 0 ? 'team' : 'free' },
    steps: [
      stepOf('open', start),
      ...Array.from({ length: pages }, (_, page) => stepOf('page', start + 20 * (page + 1))),
      stepOf('tax', start + 850),
    ],
    ...fields,
  };
}

function failedImport(at: number, pages?: number): Run {
  const run = importRun(at, {}, pages);
  return {
    ...run,
    ...{ status: 'failed', error, errorSummary: { ...error, step: 'tax' } },
    input: { batch: `b-${at}`, country: 'BR', plan: 'free' },
    steps: run.steps?.map(step => (step.name === 'tax' ? { ...step, status: 'failed', error } : step)),
  };
}

/** A run of 40 pages that failed as five others did, all of them from one country, as one success was. */
export function comparedCause(now: number): ComparedRuns {
  const successes = Array.from({ length: 40 }, (_, at) => importRun(at));
  const rare = importRun(41, { input: { batch: 'b-41', country: 'BR', plan: 'free' } });
  const failures = [42, 43, 44, 45, 46].map(at => failedImport(at));
  const [last = rare, ...others] = successes.toReversed();
  return {
    ...compare(failedImport(50, 40), last, [...others, rare], now, failures),
    spansLeftOut: 0,
    childRuns: 0,
  };
}
