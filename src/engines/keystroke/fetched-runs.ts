import { InspectorError } from '../../model/errors.ts';
import { isActive } from '../../model/status.ts';
import type { Program } from './call-program.ts';
import { getCommand } from './commands.ts';
import { hasMember } from './loose.ts';
import { idNames, objectIn } from './parse-answer.ts';
import type { Listing } from './read-listing.ts';
import { CommandFailed, runCommand } from './run-command.ts';
import { type FetchedRun, toRun } from './to-run.ts';
import type { Origin } from './to-summary.ts';

const keptAtMost = 50;
/** What an active run looks like may be otherwise after this. */
const keptMs = 3_000;

type Kept = { readonly fetched: FetchedRun; readonly at: number };

/** Runs as single commands show them; one that has ended is asked for once. */
export function createFetchedRuns(program: Program) {
  const kept = new Map<string, Kept>();

  /** `undefined` when the program says that there is no such run, and it is in no list either. */
  async function fetch(id: string, listing: Listing, signal?: AbortSignal): Promise<FetchedRun | undefined> {
    const before = kept.get(id);
    const isFresh = before && (!isActive(before.fetched.run) || performance.now() - before.at < keptMs);
    if (isFresh) return before.fetched;
    const met = listing.met.get(id);
    const origin: Origin = met?.origin ?? { from: 'history' };
    const kind = met?.summary.kind ?? 'workflow';
    const answer = await ask(getCommand(id, origin, kind), met !== undefined, signal);
    if (answer === undefined) return undefined;
    const found = objectIn(answer, ['run', 'session', 'execution']);
    const isRun =
      found && hasMember(found, ...idNames, 'status', 'state', 'input', 'output', 'steps', 'messages');
    const known = { origin, ...(met ? { listed: met.summary } : {}) };
    const fetched = isRun ? toRun({ id, ...found }, known) : undefined;
    if (!fetched || fetched.run.id !== id) {
      throw new InspectorError('unreadable', `the program's answer does not show the run ${id}`, {
        hint: 'run it by hand to see what it prints',
      });
    }
    keep(id, fetched);
    return fetched;
  }

  async function ask(args: readonly string[], isListed: boolean, signal?: AbortSignal): Promise<unknown> {
    try {
      return await runCommand(program, args, signal);
    } catch (error) {
      if (error instanceof CommandFailed && error.isNotFound && !isListed) return undefined;
      throw error;
    }
  }

  function keep(id: string, fetched: FetchedRun): void {
    kept.delete(id);
    kept.set(id, { fetched, at: performance.now() });
    const [oldest] = kept.keys();
    if (kept.size > keptAtMost && oldest !== undefined) kept.delete(oldest);
  }

  return { fetch, forget: (id: string) => kept.delete(id) };
}
