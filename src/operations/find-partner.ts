import { isAnyRemote } from '../contract/reading/compared-parts.ts';
import type { RunStore } from '../contract/run-store.ts';
import { signatureOfRun } from '../model/failure/summarize-failure.ts';
import { composeQuery, createdBetween, createdUpTo, oneOfTexts } from '../model/query/compose-query.ts';
import type { ClauseBody, Query } from '../model/query/query.ts';
import { isSameRun, type RunSummary } from '../model/run.ts';
import { readInBackground } from './list-pages.ts';

type Store = Pick<RunStore, 'listRuns' | 'target'>;
type Options = { readonly now: number; readonly signal?: AbortSignal };

/** Each run of a server or an engine is a request. */
const mostSuccesses = { local: 100, remote: 40 } as const;
const mostFailures = 20;
const mostListed = 200;

type IsPartner = (one: RunSummary, run: RunSummary) => boolean;

/**
 * Up to 100 successes, or 40 where each is a request: those of the same trigger first, and later ones only
 * where none is earlier. A run of a case file without any is compared with those of other targets in the
 * list.
 */
export async function findSuccesses(
  store: Store,
  run: RunSummary,
  options: Options,
): Promise<readonly RunSummary[]> {
  const own = await findAmong(store, run, isOther, options);
  if (own.length > 0 || !isOfCase(store.target, run)) return own;
  return findAmong(store, run, ({ target }) => target !== run.target, options);
}

async function findAmong(store: Store, run: RunSummary, isPartner: IsPartner, options: Options) {
  const isSuccess: ClauseBody = { type: 'status', values: [{ status: 'success' }] };
  const before = await listLike(store, run, [isSuccess, createdUpTo(run.createdAt)], isPartner, options);
  return before.length > 0 ? before : await listLike(store, run, [isSuccess], isPartner, options);
}

export async function findAlikeFailures(
  store: Store,
  run: RunSummary,
  options: Options,
): Promise<readonly RunSummary[]> {
  const signature = signatureOfRun(run);
  if (signature === undefined) return [];
  const isFailed: ClauseBody = { type: 'status', values: [{ status: 'failed' }] };
  const isAlike: IsPartner = (one, other) => isOther(one, other) && signatureOfRun(one) === signature;
  return (await listLike(store, run, [isFailed], isAlike, options)).slice(0, mostFailures);
}

function isOfCase({ members = [] }: Store['target'], run: RunSummary): boolean {
  return members.find(({ name }) => name === run.target)?.kind === 'case';
}

export async function findPrevious(
  store: Store,
  run: RunSummary,
  options: Options,
): Promise<RunSummary | undefined> {
  const query = ofSameWorkflow(run, createdUpTo(run.createdAt));
  for await (const { runs } of readInBackground(store, query, listing(options))) {
    const previous = runs.find(one => isOther(one, run));
    if (previous) return previous;
  }
  return undefined;
}

const mostChildren = 20;
const mostRunsMeanwhile = 1_000;

/** The runs that a run started, oldest first, at most 20, found among those created while it ran. */
export async function findChildRuns(
  store: Store,
  run: RunSummary,
  { now, signal }: Options,
): Promise<readonly RunSummary[]> {
  const children: RunSummary[] = [];
  const meanwhile = createdBetween(run.createdAt, run.finishedAt ?? now);
  const listed = { now, signal, most: mostRunsMeanwhile };
  for await (const { runs } of readInBackground(store, meanwhile, listed))
    for (const one of runs) if (one.parentId === run.id && one.target === run.target) children.push(one);
  return children.reverse().slice(0, mostChildren);
}

async function listLike(
  store: Store,
  run: RunSummary,
  clauses: readonly ClauseBody[],
  isPartner: IsPartner,
  options: Options,
): Promise<readonly RunSummary[]> {
  const most = mostSuccesses[isAnyRemote(store.target) ? 'remote' : 'local'];
  const alike: RunSummary[] = [];
  const others: RunSummary[] = [];
  for await (const { runs } of readInBackground(store, ofSameWorkflow(run, ...clauses), listing(options))) {
    for (const one of runs)
      if (isPartner(one, run)) (one.trigger.type === run.trigger.type ? alike : others).push(one);
    if (alike.length >= most) break;
  }
  return [...alike, ...others].slice(0, most);
}

/** Without the other options: stores send these to threads, which take no functions. */
function listing({ now, signal }: Options) {
  return { now, signal, most: mostListed };
}

function isOther(one: RunSummary, run: RunSummary): boolean {
  return one.target === run.target && one.kind === run.kind && !isSameRun(one, run);
}

function ofSameWorkflow({ name, kind }: RunSummary, ...clauses: readonly ClauseBody[]): Query {
  return composeQuery({ type: 'kind', values: [kind] }, oneOfTexts('workflow', name), ...clauses);
}
