import { createYielding } from '../async/yield-to-event-loop.ts';
import type { PlacedStep, RunStore } from '../contract/run-store.ts';
import { type Run, type RunSummary, runAddress, type Step } from '../model/run.ts';
import { buildStepTree } from '../model/steps/step-tree.ts';
import { createPageCheck } from './page-check.ts';

type Store = Pick<RunStore, 'getRun' | 'getSteps' | 'target'>;

type Options = {
  readonly signal: AbortSignal;
  /** Is called with a run of very many steps before these are read. */
  readonly onHead?: (run: Run) => void;
};

/** More steps than these are read in pages. */
const fewSteps = 200;
const include = { messages: true, lazyPayloads: true } as const;

/** A run with its steps and messages, whose payloads may be lazy; `undefined` where there is no such run. */
export async function readRunWithSteps(
  store: Store,
  summary: RunSummary,
  { signal, onHead }: Options,
): Promise<Run | undefined> {
  const address = runAddress(summary);
  const readWhole = () => store.getRun(address, { include: { ...include, steps: true }, signal });
  if (!store.getSteps || (summary.stepCount ?? 0) <= fewSteps) return readWhole();
  const head = await store.getRun(address, { include, signal });
  if (!head) return undefined;
  signal.throwIfAborted();
  onHead?.(head);
  const steps = await readSteps(store, address, signal);
  return steps ? { ...head, steps } : readWhole();
}

/** All pages; `undefined` where the store has none. */
async function readSteps(
  store: Store,
  address: string,
  signal: AbortSignal,
): Promise<readonly Step[] | undefined> {
  const check = createPageCheck(store.target.location, signal);
  const placed: PlacedStep[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await store.getSteps?.(address, { cursor, signal });
    if (!page) return undefined;
    for (const step of page.steps) placed.push(step);
    cursor = page.nextCursor;
    if (cursor === undefined) return inOrder(placed, signal);
    await check.next({ cursor, isNew: page.steps.length > 0 });
  }
}

/** The tree of very many steps, which is cached by their list, is made between other work. */
async function inOrder(placed: readonly PlacedStep[], signal: AbortSignal): Promise<readonly Step[]> {
  const steps = placed.toSorted((a, b) => a.place - b.place).map(({ step }) => step);
  const yielding = createYielding(signal);
  for (const building = buildStepTree(steps); !building.next().done; )
    if (yielding.isDue()) await yielding.yieldNow();
  return steps;
}
