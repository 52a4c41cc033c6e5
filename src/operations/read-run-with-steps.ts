import { createYielding } from '../async/yield-to-event-loop.ts';
import { followPages } from '../contract/lists/pages.ts';
import type { PlacedStep, RunStore, StepPage } from '../contract/run-store.ts';
import { type Run, type RunSummary, runAddress, type Step } from '../model/run.ts';
import { stepTreeOf } from '../model/steps/step-tree.ts';
import { createPageCheck } from './list-pages.ts';

type Store = Pick<RunStore, 'getRun' | 'getSteps' | 'target'>;

type Options = {
  readonly signal: AbortSignal;
  /** Called with a run of very many steps before these are read. */
  readonly onHead?: (run: Run) => void;
};

const fewSteps = 200;
const include = { messages: true, lazyPayloads: true } as const;

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

async function readSteps(
  store: Store,
  address: string,
  signal: AbortSignal,
): Promise<readonly Step[] | undefined> {
  const placed: PlacedStep[] = [];
  const read = async (cursor: string | undefined) => store.getSteps?.(address, { cursor, signal });
  const hasSteps = ({ steps }: StepPage) => steps.length > 0;
  const next = createPageCheck(store.target.location, signal, hasSteps);
  let isWhole = false;
  for await (const { steps, nextCursor } of followPages(read, { next })) {
    for (const step of steps) placed.push(step);
    isWhole = nextCursor === undefined;
  }
  return isWhole ? inOrder(placed, signal) : undefined;
}

/** Builds the tree of very many steps, which is cached, before the frame that shows it. */
async function inOrder(placed: readonly PlacedStep[], signal: AbortSignal): Promise<readonly Step[]> {
  const yielding = createYielding(signal);
  const steps = placed.toSorted((a, b) => a.place - b.place).map(({ step }) => step);
  stepTreeOf(steps);
  await yielding.pause();
  return steps;
}
