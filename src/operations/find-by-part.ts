import { inTime } from '../async/deadline.ts';
import { newestFirst } from '../contract/lists/sort.ts';
import { mostSuggested, type RunStore } from '../contract/run-store.ts';
import { InspectorError } from '../model/errors.ts';
import { composeQuery } from '../model/query/compose-query.ts';
import { type IdPart, idPartHint, parseIdPart } from '../model/query/id-part.ts';
import { type RunSummary, runAddress } from '../model/run.ts';
import { statusLabel } from '../model/status.ts';
import { countOf, formatAge } from '../model/text/formats.ts';
import { displayWidth, fitText } from '../model/text/width.ts';
import { listPages } from './list-pages.ts';
import { noSuchRunText, splitAddress } from './target-refusal.ts';

type Store = Pick<RunStore, 'getRun' | 'listRuns' | 'suggest' | 'target'>;

type Options = {
  readonly now: number;
  readonly signal?: AbortSignal;
  readonly patienceMs?: number;
};

/**
 * Reads a run by its id or, where no run has it, by a part of one. Throws a `usage` error that lists the runs
 * where several have the part, and a `not-found` where none has.
 */
export async function readByPart<Read>(
  store: Store,
  written: string,
  read: (address: string) => Promise<Read | undefined>,
  options: Options,
): Promise<Read> {
  const exact = await read(written);
  if (exact !== undefined) return exact;
  const address = await findByPart(store, written, options);
  const found = address === undefined ? undefined : await read(address);
  if (found !== undefined) return found;
  throw noSuchRun(store, written);
}

export async function wholeAddress(store: Store, written: string, options: Options): Promise<string> {
  if (/^run_[0-9A-Z]{26}$/.test(written)) return written;
  const read = (address: string) =>
    store.getRun(address, { include: { lazyPayloads: true }, signal: options.signal });
  return runAddress(await readByPart(store, written, read, options));
}

export async function meantByPart(
  store: Store,
  written: string,
  options: Options,
): Promise<string | undefined> {
  const { runs, rest } = await findCandidates(store, written, options);
  const [only, ...others] = runs;
  if (!only) return undefined;
  if (others.length === 0 && rest === 'none') return `did you mean ${describe(only, options.now)}?`;
  return ambiguousText(written, { runs, rest }, options.now);
}

async function findByPart(store: Store, written: string, options: Options): Promise<string | undefined> {
  const { runs, rest } = await findCandidates(store, written, options);
  const [only, ...others] = runs;
  const hint = 'write more of the id';
  if (!only && rest === 'unread')
    throw new InspectorError(
      'not-found',
      `${store.target.location} was not searched for ${written} in time`,
      { hint },
    );
  if (!only) return undefined;
  if (others.length === 0 && rest === 'none') return runAddress(only);
  throw new InspectorError('usage', ambiguousText(written, { runs, rest }, options.now), { hint });
}

/** Most runs that are not found are in another target than the one that was chosen. */
function noSuchRun({ target }: Store, written: string): InspectorError {
  const where = `the list commands show the ids of this target (${target.reason}); --target names another`;
  const isTooShort = parseIdPart(splitAddress(target, written).id) === undefined;
  const hint = isTooShort ? `${idPartHint}; ${where}` : where;
  return new InspectorError('not-found', noSuchRunText(target, written), { hint });
}

type Candidates = {
  readonly runs: readonly RunSummary[];
  readonly rest: 'none' | 'more' | 'unread';
};

const mostListed = 10;

async function findCandidates(store: Store, written: string, options: Options): Promise<Candidates> {
  const { id, member } = splitAddress(store.target, written);
  const part = parseIdPart(id);
  if (!part) return { runs: [], rest: 'none' };
  const { signal, now, patienceMs = 2_000 } = options;
  const runs: RunSummary[] = [];
  const rest = await inTime({ ms: patienceMs, signal }, async soon => {
    const { patterns, isMore } = await patternsOf(store, part, soon);
    if (patterns.length === 0) return 'none';
    const query = composeQuery({ type: 'text', field: 'id', values: patterns });
    const request = { query, sort: newestFirst, limit: Number.POSITIVE_INFINITY };
    for await (const page of listPages(store, request, { now, signal: soon })) {
      soon.throwIfAborted();
      const isOf = (run: RunSummary) => part.isOf(run.id) && (member === undefined || run.target === member);
      runs.push(...page.runs.filter(isOf));
      if (runs.length > mostListed) break;
    }
    return isMore || runs.length > mostListed ? 'more' : 'none';
  });
  return { runs: runs.slice(0, mostListed), rest: rest ?? 'unread' };
}

/** The ids that have the part, where the store can look up their beginning; else a glob. */
async function patternsOf(store: Store, { head, pattern, isOf }: IdPart, signal: AbortSignal) {
  if (head === undefined) return { patterns: [pattern], isMore: false };
  const canonical = /^run_[0-9a-z]+$/iu.test(head) ? `run_${head.slice(4).toUpperCase()}` : head;
  for (const prefix of new Set([head, canonical])) {
    const ids = await store.suggest('id', prefix, { signal });
    const found = ids.filter(isOf);
    const isMore = ids.length >= mostSuggested;
    if (isMore && found.length < ids.length) return { patterns: [pattern], isMore: false };
    if (ids.length === 0) continue;
    return { patterns: found.slice(0, mostListed + 1).map(text => ({ text, isGlob: false })), isMore };
  }
  return { patterns: [], isMore: false };
}

function describe(run: RunSummary, now: number): string {
  return `${runAddress(run)} (${run.name}, ${statusLabel(run, now)}, ${formatAge(run.createdAt, now)})`;
}

/** `run_01M8PXNA could be 2 runs`, and a line for each. */
function ambiguousText(written: string, { runs, rest }: Candidates, now: number): string {
  const rows = runs.map(run => [
    runAddress(run),
    run.name,
    statusLabel(run, now),
    formatAge(run.createdAt, now),
  ]);
  const widths = [0, 1, 2].map(column => Math.max(...rows.map(row => displayWidth(row[column] ?? ''))));
  const lines = rows.map(row =>
    row.map((cell, column) => fitText(cell, widths[column] ?? displayWidth(cell))).join('  '),
  );
  const count = countOf(runs.length, 'run');
  const all = {
    none: count,
    more: `more than ${count}`,
    unread: `${count}, or others that were not read in time`,
  };
  return [`${written} could be ${all[rest]}:`, ...lines].join('\n');
}
