import { InspectorError } from '../../model/errors.ts';
import { knownFailure } from '../../model/failure/summarize-failure.ts';
import type { Run, RunSummary } from '../../model/run.ts';
import { commands } from './commands.ts';
import { toKeystrokeRun } from './keystroke-run.ts';
import type { ListedRun, Listing } from './read-listing.ts';
import { CommandFailed, type KeystrokeProgram, runCommand, runOf } from './run-command.ts';

/** Merges the run's own command with its row in the list. `undefined` when neither has the run. */
export async function fetchRun(
  program: KeystrokeProgram,
  id: string,
  { byId }: Listing,
  signal: AbortSignal,
): Promise<Run | undefined> {
  const listed = byId.get(id);
  try {
    const answer = runOf(await runCommand(program, getCommand(id, listed), signal));
    const { kind, name } = { ...answer, ...listed?.summary };
    const fetched = answer?.id === id ? toKeystrokeRun({ ...listed?.row, ...answer, kind, name }) : undefined;
    if (fetched) return withFailureOf(listed?.summary, fetched);
  } catch (error) {
    if (error instanceof CommandFailed && error.kind === 'not-found' && !listed) return undefined;
    throw error;
  }
  throw new InspectorError('unreadable', `the program's answer does not show the run ${id}`, {
    hint: 'run it by hand to see what it prints',
  });
}

/** Only `history get` finds a run by its id alone. */
function getCommand(id: string, listed: ListedRun | undefined): readonly string[] {
  if (listed?.summary.kind === 'agent') return commands.getSession(listed.summary);
  return listed?.from === 'workflow' ? commands.getRun(listed.summary) : commands.getHistory(id);
}

/** A run is of the same group whether its row or all of it was read: the list may know less of its error. */
function withFailureOf(row: RunSummary | undefined, run: Run): Run {
  if (row?.status !== 'failed' || run.errorSummary === undefined) return run;
  return { ...run, errorSummary: { ...run.errorSummary, failure: knownFailure(row)?.failure } };
}
