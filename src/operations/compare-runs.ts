import { createYielding } from '../async/yield-to-event-loop.ts';
import type { RunStore } from '../contract/run-store.ts';
import { compareRunPair } from '../model/compare/compare-run-pair.ts';
import type { RunComparison } from '../model/compare/run-comparison.ts';
import { InspectorError } from '../model/errors.ts';
import { isSameRun, type Run, type RunSummary, runAddress } from '../model/run.ts';
import { findPrevious, findSuccesses } from './find-partner.ts';
import { type ComparedRun, readComparedRun } from './read-compared-run.ts';
import { noSuchRunText } from './target-refusal.ts';

type Store = Pick<RunStore, 'getRun' | 'getTrace' | 'listRuns' | 'target'>;

/**
 * What a run is compared with: the last success of its workflow, the run before it, or a run by its address.
 */
export type Against = 'success' | 'previous' | { readonly address: string };

export type CompareOptions = {
  readonly now: number;
  readonly signal?: AbortSignal;
  /** Reports the run that this one is compared with, as soon as it is found. */
  readonly onPartner?: (run: RunSummary) => void;
  readonly onProgress?: (done: number, total: number) => void;
};

export type ComparedRuns = RunComparison & {
  /** Spans of both runs that were not read, because there are too many. */
  readonly spansLeftOut: number;
};

const mostSpans = 100_000;
/** Of a success, noise is learned from less. */
const mostSpansOfSuccess = 25_000;

/**
 * Compares a run with another one of the same store. Yields to the event loop while it works; rejects with
 * the signal's reason once that aborts, and with a `not-found` where there is no such run, or none to compare
 * with.
 */
export async function compareRuns(
  store: Store,
  address: string,
  against: Against,
  options: CompareOptions,
): Promise<ComparedRuns> {
  const { signal } = options;
  const a = await readWhole(store, address, signal);
  const successes = await findSuccesses(store, a.run, options);
  const partner = against === 'success' ? successes[0] : await partnerOf(store, a.run, against, options);
  if (partner === undefined) throw nothingToCompare(a.run, against);
  if (typeof partner !== 'string') options.onPartner?.(partner);
  const b = await readWhole(store, typeof partner === 'string' ? partner : runAddress(partner), signal);
  const others = successes.filter(run => !isSameRun(run, b.run));
  const learned: Run[] = [];
  for (const [index, success] of others.entries()) {
    signal?.throwIfAborted();
    options.onProgress?.(index + 2, others.length + 2);
    const read = await readComparedRun(store, runAddress(success), { signal, mostSpans: mostSpansOfSuccess });
    if (read?.spansLeftOut === 0) learned.push(read.run);
  }
  const work = compareRunPair({ a: a.run, b: b.run, successes: learned });
  return { ...(await finish(work, signal)), spansLeftOut: a.spansLeftOut + b.spansLeftOut };
}

async function readWhole(store: Store, address: string, signal?: AbortSignal): Promise<ComparedRun> {
  const read = await readComparedRun(store, address, { signal, mostSpans });
  if (read) return read;
  throw new InspectorError('not-found', noSuchRunText(store.target, address), {
    hint: 'the list commands show the ids of this target; --target names another',
  });
}

function partnerOf(store: Store, run: Run, against: Exclude<Against, 'success'>, options: CompareOptions) {
  return against === 'previous' ? findPrevious(store, run, options) : against.address;
}

function nothingToCompare({ name, kind }: Run, against: Against): InspectorError {
  const what = against === 'previous' ? 'no run before this one' : 'no other run that succeeded';
  return new InspectorError('not-found', `the ${kind} "${name}" has ${what}`, {
    hint: 'name the run to compare with',
  });
}

/** Runs the pieces of work, and yields to the event loop between them when it is due. */
async function finish<Result>(work: Generator<undefined, Result>, signal?: AbortSignal): Promise<Result> {
  const yielding = createYielding(signal);
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
    if (yielding.isDue()) await yielding.yieldNow();
  }
}
