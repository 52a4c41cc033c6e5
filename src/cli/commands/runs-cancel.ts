import type { Command } from 'commander';
import type { RunStore } from '../../contract/run-store.ts';
import { InspectorError } from '../../model/errors.ts';
import { type CancelOutcome, cancelRuns } from '../../operations/cancel-runs.ts';
import { followRun } from '../../operations/follow/follow-run.ts';
import { type Context, type Runner, userName } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { addExamples } from '../options/examples.ts';
import { addDataOptions, type DataOptions, dataOptionsOf } from '../options/output-options.ts';
import { type CancelRow, cancelShape, toCancelRow } from '../print/cancel-rows.ts';
import { createListPrinter } from '../print/print-list.ts';
import { writeNotice } from '../print/write.ts';
import { withStore } from '../store/with-store.ts';

type Flags = { readonly kill?: true; readonly wait?: true; readonly yes?: true };

export function declareCommand(group: Command, { context, done }: Runner): Command {
  const command = group
    .command('cancel')
    .description('request the cancellation of runs')
    .argument('<run-id...>', 'the ids of the runs')
    .option('--kill', 'end them at once, without cleanup, where the target supports it')
    .option('--wait', 'wait until they have ended')
    .option('--yes', 'do not ask before several are canceled');
  addDataOptions(command);
  addExamples(command, {
    'runlens workflows runs cancel demo-running': '',
    'runlens workflows runs cancel demo-waiting demo-sleeping --wait --yes': '',
  });
  return command.action(async (ids: readonly string[], flags: Flags) => {
    done(await runRunsCancel({ ...flags, ids, ...dataOptionsOf(command, context) }, context));
  });
}

type RunsCancelOptions = Flags & DataOptions & { readonly ids: readonly string[] };

/** A run that is still active this long after the request may not end by itself. */
const remindMs = 10_000;

async function runRunsCancel(options: RunsCancelOptions, context: Context): Promise<number> {
  const ids = [...new Set(options.ids)];
  const act = options.kill ? 'kill' : 'cancel';
  return withStore(options.target, context, async store => {
    if (!(await isConfirmed(ids, options, store, context))) {
      writeNotice(`nothing was ${options.kill ? 'killed' : 'canceled'}`, context);
      return exitCodes.failed;
    }
    const { signal } = context;
    const outcomes = await cancelRuns({ store, addresses: ids, act, by: userName(context), signal });
    const rows = await Promise.all(
      outcomes.map(async (outcome, at) => {
        const id = ids[at] ?? '';
        const isPending = outcome.type === 'answered' && outcome.result.type === 'requested';
        return toCancelRow(
          id,
          options.wait && isPending ? await waitForOutcome(store, id, options, context) : outcome,
        );
      }),
    );
    const printer = createListPrinter(cancelShape(act), options.output, context);
    await printer.add(rows);
    await printer.end();
    return worstExitCode(rows);
  });
}

async function isConfirmed(
  ids: readonly string[],
  { kill, yes }: RunsCancelOptions,
  store: RunStore,
  context: Context,
): Promise<boolean> {
  const isTerminal = context.stdin.isTTY === true && context.stderr.isTTY === true;
  if (ids.length < 2 || yes || !isTerminal) return true;
  const { confirmPrompt } = await import('../confirm-prompt.ts');
  return confirmPrompt(
    `${kill ? 'kill' : 'cancel'} ${ids.length} runs of ${store.target.location}?`,
    context,
  );
}

/** Waits for the end that was requested, and says after a while that `--kill` ends the run at once. */
async function waitForOutcome(
  store: RunStore,
  id: string,
  { kill }: RunsCancelOptions,
  context: Context,
): Promise<CancelOutcome> {
  const remind = () => {
    if (store.can.kill && !kill) writeNotice(`${id} is still active; --kill ends it at once`, context);
  };
  const reminder = setTimeout(remind, remindMs);
  try {
    const { status } = await followRun(store, id, { signal: context.signal });
    return {
      type: 'answered',
      result: status === 'canceled' ? { type: status } : { type: 'already-finished', status },
    };
  } catch (error) {
    if (!(error instanceof InspectorError)) throw error;
    return { type: 'unknown', error };
  } finally {
    clearTimeout(reminder);
  }
}

/** A failure outweighs a run that was not found. */
function worstExitCode(rows: readonly CancelRow[]): number {
  const codes = rows.map(row => row.exitCode).filter(code => code !== exitCodes.ok);
  return codes.find(code => code !== exitCodes.notFound) ?? codes[0] ?? exitCodes.ok;
}
