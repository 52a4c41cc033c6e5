import { inTurns, yieldToEventLoop } from '../async/yield-to-event-loop.ts';
import { isAnyRemote } from '../contract/reading/compared-parts.ts';
import type { RunStore } from '../contract/run-store.ts';
import type { TargetInfo } from '../contract/target-info.ts';
import { orientRuns, pairRuns } from '../model/compare/judge/compare-run-pair.ts';
import { mirrorComparison } from '../model/compare/judge/mirror-comparison.ts';
import type { RunComparison } from '../model/compare/run-comparison.ts';
import type { RunWithChildren } from '../model/compare/tree/run-tree.ts';
import { InspectorError } from '../model/errors.ts';
import { isSameRun, type Run, type RunSummary, runAddress } from '../model/run.ts';
import { findAlikeFailures, findChildRuns, findPrevious, findSuccesses } from './find-partner.ts';
import { readWholeTrace } from './read-trace.ts';
import { noSuchRunText } from './target-refusal.ts';

type Store = Pick<RunStore, 'getRun' | 'getTrace' | 'listRuns' | 'target'>;

export type Against = 'success' | 'previous' | { readonly address: string };

type CompareOptions = {
  readonly now: number;
  readonly signal?: AbortSignal;
  readonly onPartner?: (run: RunSummary) => void;
  readonly onProgress?: (done: number, total: number) => void;
  readonly withChildren?: boolean;
};

export type ComparedRuns = RunComparison & {
  /** Spans of both runs that were not read, because there are too many. */
  readonly spansLeftOut: number;
  readonly childRuns?: number;
};

const mostSpans = 100_000;
const mostSpansOfSuccess = 25_000;
/** How many successes, and how many failures, are read with their spans, if both runs have few spans. */
const mostWhole = { local: 20, remote: 8 } as const;
const fewSpans = 500;
/** How many are read where the two runs have more than `fewSpans` on average. */
const fewWhole = 4;
const requestsAtOnce = 8;

/**
 * Rejects with the signal's reason, and with a `not-found` where a run, or one to compare with, is missing.
 */
export async function compareRuns(
  store: Store,
  address: string,
  against: Against,
  options: CompareOptions,
): Promise<ComparedRuns> {
  const { signal, onProgress } = options;
  const a = requireRun(await readWithoutTrace(store, address, signal), store, address);
  await yieldToEventLoop();
  const ofA = against === 'success' ? await findSuccesses(store, a, options) : undefined;
  await yieldToEventLoop();
  const partner = against === 'success' ? ofA?.[0] : await partnerOf(store, a, against, options);
  if (partner === undefined) throw nothingToCompare(store.target, a, against);
  if (typeof partner !== 'string') options.onPartner?.(partner);
  const addressOfB = typeof partner === 'string' ? partner : runAddress(partner);
  const b = requireRun(await readWithoutTrace(store, addressOfB, signal), store, addressOfB);
  const learned = await findLearned(store, a, b, ofA, options);
  const readWhole = async (run: Run) =>
    addTrace(store, await addChildRuns(store, run, options), { signal, mostSpans });
  const nextWhole = readAhead([a, b].map(run => () => readWhole(run)));
  const [wholeA, wholeB] = [await nextWhole(), await nextWhole()];
  const isRemote = isAnyRemote(store.target);
  const hasMany = spanCount(wholeA) + spanCount(wholeB) > 2 * fewSpans;
  const whole = hasMany ? fewWhole : mostWhole[isRemote ? 'remote' : 'local'];
  const readNth = ({ run, at }: ToLearn) => readLearned(store, runAddress(run), at < whole, options);
  const works = learned.map(one => () => readNth(one));
  const next = readAhead(works, isRemote ? requestsAtOnce : 1);
  const pair = await inTurns(pairRuns(wholeA.run, wholeB.run, options.now), signal);
  for (const [index, { learnsFailure }] of learned.entries()) {
    onProgress?.(index + 2, learned.length + 2);
    const read = await next();
    if (read?.spansLeftOut !== 0) continue;
    await inTurns(learnsFailure ? pair.learnFailure(read.run) : pair.learn(read.run), signal);
  }
  const spansLeftOut = wholeA.spansLeftOut + wholeB.spansLeftOut;
  const childRuns = options.withChildren ? childCount(wholeA) + childCount(wholeB) : undefined;
  return { ...(await inTurns(pair.compare(), signal)), spansLeftOut, childRuns };
}

type ToLearn = {
  readonly run: RunSummary;
  readonly learnsFailure: boolean;
  readonly at: number;
};

async function findLearned(
  store: Store,
  a: Run,
  b: Run,
  ofA: readonly RunSummary[] | undefined,
  options: CompareOptions,
): Promise<readonly ToLearn[]> {
  const [judged] = orientRuns(a, b);
  const isOther = (run: RunSummary) => ![a, b].some(one => isSameRun(run, one));
  const successes = (judged === a && ofA) || (await findSuccesses(store, judged, options));
  const failures = await findAlikeFailures(store, judged, options);
  return [
    ...successes.filter(isOther).map((run, at) => ({ run, learnsFailure: false, at })),
    ...failures.filter(isOther).map((run, at) => ({ run, learnsFailure: true, at })),
  ];
}

function childCount({ run }: ComparedRun): number {
  return run.childRuns?.length ?? 0;
}

function spanCount({ run }: ComparedRun): number {
  return run.trace?.spans.length ?? 0;
}

export function mirrorComparedRuns(comparison: ComparedRuns, signal?: AbortSignal): Promise<ComparedRuns> {
  return inTurns(mirrorComparison(comparison), signal);
}

async function readLearned(
  store: Store,
  address: string,
  isWhole: boolean,
  options: CompareOptions,
): Promise<ComparedRun | undefined> {
  const { signal } = options;
  const run = await readWithoutTrace(store, address, signal);
  if (!run || !isWhole) return run && { run, spansLeftOut: 0 };
  const withChildren = await addChildRuns(store, run, options);
  return addTrace(store, withChildren, { signal, mostSpans: mostSpansOfSuccess });
}

async function addChildRuns(
  store: Store,
  run: Run,
  { withChildren = false, now, signal }: CompareOptions,
): Promise<RunWithChildren> {
  if (!withChildren) return run;
  const childRuns: Run[] = [];
  for (const child of await findChildRuns(store, run, { now, signal })) {
    const read = await readWithoutTrace(store, runAddress(child), signal);
    if (read) childRuns.push(read);
  }
  return { ...run, childRuns };
}

function requireRun<Read>(read: Read | undefined, store: Store, address: string): Read {
  if (read !== undefined) return read;
  throw new InspectorError('not-found', noSuchRunText(store.target, address), {
    hint: 'the list commands show the ids of this target; --target names another',
  });
}

function partnerOf(store: Store, run: Run, against: Exclude<Against, 'success'>, options: CompareOptions) {
  return against === 'previous' ? findPrevious(store, run, options) : against.address;
}

function nothingToCompare(target: TargetInfo, { name, kind }: Run, against: Against): InspectorError {
  const what = against === 'previous' ? 'no run before this one' : 'no other run that succeeded';
  const hint =
    target.kind === 'case'
      ? `--target ${target.location},NAME opens the case beside a target that has one`
      : 'name the run to compare with';
  return new InspectorError('not-found', `the ${kind} "${name}" has ${what}`, { hint });
}

type ComparedRun = { readonly run: RunWithChildren; readonly spansLeftOut: number };

/** Without spans. Yields before it reads, because a local store answers synchronously. */
export async function readWithoutTrace(
  store: Pick<RunStore, 'getRun'>,
  address: string,
  signal?: AbortSignal,
): Promise<Run | undefined> {
  await yieldToEventLoop();
  signal?.throwIfAborted();
  const include = { steps: true, messages: true, lazyPayloads: true };
  return store.getRun(address, { include, signal });
}

async function addTrace(store: Store, run: RunWithChildren, options: TraceOptions): Promise<ComparedRun> {
  let total = 0;
  const onProgress = (_: number, all: number) => (total = all);
  const trace = await readWholeTrace(store, runAddress(run), { ...options, onProgress });
  return { run: { ...run, trace }, spansLeftOut: Math.max(0, total - trace.spans.length) };
}

type TraceOptions = Pick<CompareOptions, 'signal'> & { readonly mostSpans: number };

/** Each call resolves with the next result in order; up to `ahead` further works run meanwhile. */
export function readAhead<Result>(works: Iterable<() => Promise<Result>>, ahead = 1): () => Promise<Result> {
  const rest = Iterator.from(works);
  const begun: Promise<Result>[] = [];
  const begin = () => {
    const reading = rest.next().value?.();
    // A failure is thrown when it is waited for, which it may never be.
    reading?.catch(() => undefined);
    if (reading) begun.push(reading);
  };
  for (let count = 0; count < ahead; count += 1) begin();
  return async () => {
    const reading = begun.shift();
    begin();
    if (!reading) throw new Error('there is nothing left to read');
    return reading;
  };
}
