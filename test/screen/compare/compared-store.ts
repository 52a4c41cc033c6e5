import type { Run, RunSummary, Step } from '../../../src/model/run.ts';
import { createMemoryStore, type MemoryStore, sampleRun } from '../memory-store.ts';

type Fields = Partial<RunSummary> & Pick<Partial<Run>, 'input' | 'output' | 'error' | 'steps'>;

/** A run of the shop, `index` minutes after the first, with its steps. */
export function shopRun(index: number, fields: Fields = {}): Run {
  const run = sampleRun(index, { name: 'shop' });
  const steps = [stepOf(run, 'charge', 0), stepOf(run, 'reserve', 1), stepOf(run, 'mail', 2)];
  return {
    usage: [],
    input: { id: `order-${index}`, items: [{ sku: 'a', qty: index % 3 }] },
    steps,
    ...run,
    ...fields,
  };
}

export function stepOf(
  { id, createdAt }: RunSummary,
  name: string,
  at: number,
  fields: Partial<Step> = {},
): Step {
  const startedAt = createdAt + at * 1_000;
  return {
    ...{ id: `${id}-${name}`, name, type: 'action', status: 'success', attempt: 1 },
    ...{ startedAt, finishedAt: startedAt + 900, input: { key: `${id}-${at}` } },
    ...fields,
  };
}

const failure = {
  name: 'TypeError',
  message: 'qty is not a number',
  value: { message: 'qty is not a number' },
};

/** Failed, because of what its input is. */
export function failedShopRun(index: number, fields: Fields = {}): Run {
  const run = shopRun(index);
  const steps = [
    stepOf(run, 'charge', 0, { status: 'failed', error: failure, output: undefined }),
    stepOf(run, 'audit', 1),
  ];
  const input = { id: `order-${index}`, items: [{ sku: 'a', qty: 'five' }] };
  return { ...run, status: 'failed', error: failure, errorSummary: failure, input, steps, ...fields };
}

/** Five successes, and a run that failed. */
export const shopRuns = [...[1, 2, 3, 4, 5].map(index => shopRun(index)), failedShopRun(9)];

/** A memory store whose runs have payloads and steps of their own. */
export function createShopStore(runs: readonly Run[] = shopRuns): MemoryStore {
  const store = createMemoryStore(runs);
  return store;
}
