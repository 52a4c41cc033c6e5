import type { RunPage } from '../../contract/run-store.ts';
import { type RunSummary, runAddress } from '../../model/run.ts';

/** Which failures of a list were there before. */
export type SeenFailures = {
  /** Those that were read, by run and end: a run that failed, ran again and failed has failed twice. */
  readonly known: ReadonlySet<string>;
  /** Of older runs not all failures were read at first; epoch ms. */
  readonly completeSince: number;
  /** When they were read first, epoch ms. */
  readonly since: number;
  /** Targets whose failures were never read. */
  readonly unread: ReadonlySet<string>;
};

type Page = Pick<RunPage, 'runs' | 'nextCursor' | 'missing'>;

/** Of how many failures it is known that they were there; far more than a page has. */
const mostKnown = 2_000;

/** Which of the newest failures are new, oldest first, given those that were seen before: none at first. */
export function seeFailures(
  seen: SeenFailures | undefined,
  { runs, nextCursor, missing = [] }: Page,
  now: number,
): { readonly seen: SeenFailures; readonly added: readonly RunSummary[] } {
  const absent = new Set(missing.map(({ target }) => target));
  if (!seen) {
    const completeSince =
      nextCursor === undefined ? Number.NEGATIVE_INFINITY : (runs.at(-1)?.createdAt ?? now);
    const known = new Set(runs.map(failureKey));
    return { seen: { known, completeSince, since: now, unread: absent }, added: [] };
  }
  const others = runs.filter(run => !seen.known.has(failureKey(run)));
  const known = [...seen.known, ...others.map(failureKey)].slice(-mostKnown);
  return {
    seen: { ...seen, known: new Set(known), unread: seen.unread.intersection(absent) },
    added: others.filter(run => isNew(run, seen)).toReversed(),
  };
}

/** Otherwise the failure is an old one that came into sight because others went. */
function isNew(run: RunSummary, { completeSince, since, unread }: SeenFailures): boolean {
  if (run.target !== undefined && unread.has(run.target)) return false;
  return run.createdAt >= completeSince || (run.finishedAt ?? 0) > since;
}

function failureKey(run: RunSummary): string {
  return `${runAddress(run)} ${run.finishedAt ?? ''}`;
}
