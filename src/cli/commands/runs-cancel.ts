import type { Command } from 'commander';
import { limitConcurrency } from '../../async/limit-concurrency.ts';
import type { CancelResult, RunStore } from '../../contract/run-store.ts';
import { InspectorError } from '../../model/errors.ts';
import { type RunStatus, statusInfo } from '../../model/status.ts';
import { sanitizeLine } from '../../model/text/sanitize.ts';
import type { TargetChoice } from '../../targets/resolved-target.ts';
import { confirmPrompt } from '../confirm-prompt.ts';
import type { Context, Runner } from '../context.ts';
import { exitCodeOf, exitCodes } from '../exit-codes.ts';
import { addExamples } from '../options/examples.ts';
import { addOutputOptions, type Output, type OutputFlags, readOutput } from '../options/output-options.ts';
import { addTargetOption, targetOf } from '../options/target-options.ts';
import { createListPrinter, type ListShape } from '../print/print-list.ts';
import { writeNotice } from '../print/write.ts';
import { waitForEnd } from '../store/wait-for-end.ts';
import { withStore } from '../store/with-store.ts';

type Flags = OutputFlags & { readonly kill?: true; readonly wait?: true; readonly yes?: true };

export function declareCommand(group: Command, { context, done }: Runner): Command {
  const command = group
    .command('cancel')
    .description('request that runs be canceled')
    .argument('<run-id...>', 'the ids of the runs')
    .option('--kill', 'end them at once, without cleanup, where the target supports it')
    .option('--wait', 'wait until they have ended')
    .option('--yes', 'do not ask for confirmation of several');
  addOutputOptions(addTargetOption(command));
  addExamples(command, {
    'runlens workflows runs cancel run_1': '',
    'runlens workflows runs cancel run_1 run_2 --wait --yes': '',
  });
  return command.action(async (ids: readonly string[], flags: Flags) => {
    const { kill = false, wait = false, yes = false } = flags;
    const output = readOutput(flags, context);
    done(await runRunsCancel({ ids, kill, wait, yes, output, target: targetOf(command) }, context));
  });
}

export type RunsCancelOptions = {
  readonly ids: readonly string[];
  /** Whether the runs end at once, without cleanup. */
  readonly kill: boolean;
  readonly wait: boolean;
  readonly yes: boolean;
  readonly output: Output;
  readonly target: TargetChoice;
};

/** A store may start a process for each request. */
const requestsAtOnce = 8;

/** A run that is still active this long after the request may not end by itself. */
const remindMs = 10_000;

type Outcome = {
  readonly id: string;
  readonly result: CancelResult['type'] | 'error';
  /** The status of the run, where the store or the wait reported it. */
  readonly status?: RunStatus;
  readonly reason?: string;
  readonly exitCode: number;
};

export async function runRunsCancel(options: RunsCancelOptions, context: Context): Promise<number> {
  const ids = [...new Set(options.ids)];
  return withStore(options.target, context, async store => {
    if (!(await isConfirmed(ids, options, store, context))) {
      writeNotice(`nothing was ${options.kill ? 'killed' : 'canceled'}`, context);
      return exitCodes.failed;
    }
    const limit = limitConcurrency(requestsAtOnce);
    const outcomes = await Promise.all(ids.map(id => endRun({ store, limit }, id, options, context)));
    const printer = createListPrinter(options.kill ? killedShape : canceledShape, options.output, context);
    await printer.add(outcomes);
    await printer.end();
    return worstExitCode(outcomes);
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
  return confirmPrompt(
    `${kill ? 'kill' : 'cancel'} ${ids.length} runs of ${store.target.location}?`,
    context,
  );
}

type Requests = { readonly store: RunStore; readonly limit: ReturnType<typeof limitConcurrency> };

async function endRun(
  { store, limit }: Requests,
  id: string,
  { kill, wait }: RunsCancelOptions,
  context: Context,
): Promise<Outcome> {
  const { signal, env } = context;
  const remind = () => {
    if (store.can.kill && !kill) writeNotice(`${id} is still active; --kill ends it at once`, context);
  };
  try {
    const result = await limit<CancelResult>(async () =>
      kill
        ? ((await store.killRun?.(id, { signal })) ?? { type: 'unsupported' })
        : store.cancelRun(id, { by: env.USER ?? env.USERNAME, signal }),
    );
    if (result.type !== 'requested' || !wait) return toOutcome(id, result);
    const reminder = setTimeout(remind, remindMs);
    const status = await waitForEnd(store, id, signal).finally(() => clearTimeout(reminder));
    return toOutcome(id, status === 'canceled' ? { type: status } : { type: 'already-finished', status });
  } catch (error) {
    if (!(error instanceof InspectorError)) throw error;
    return { id, result: 'error', reason: error.message, exitCode: exitCodeOf(error) };
  }
}

const exitCodeByResult: Readonly<Record<CancelResult['type'], number>> = {
  requested: exitCodes.ok,
  canceled: exitCodes.ok,
  'already-finished': exitCodes.failed,
  refused: exitCodes.failed,
  'not-found': exitCodes.notFound,
  unsupported: exitCodes.failed,
};

function toOutcome(id: string, result: CancelResult): Outcome {
  const status = result.type === 'canceled' ? 'canceled' : undefined;
  return {
    id,
    result: result.type,
    status: result.type === 'already-finished' ? result.status : status,
    reason: result.type === 'refused' ? result.reason : undefined,
    exitCode: exitCodeByResult[result.type],
  };
}

/** A failure outweighs a run that was not found. */
function worstExitCode(outcomes: readonly Outcome[]): number {
  const codes = outcomes.map(outcome => outcome.exitCode).filter(code => code !== exitCodes.ok);
  return codes.find(code => code !== exitCodes.notFound) ?? codes[0] ?? exitCodes.ok;
}

type Verb = { readonly verb: string; readonly ended: string };

const canceledShape = outcomeShape({ verb: 'cancel', ended: 'canceled' });
const killedShape = outcomeShape({ verb: 'kill', ended: 'killed' });

function outcomeShape(verb: Verb): ListShape<Outcome> {
  return {
    toJson: ({ id, result, status, reason }) => ({ id, result, status, reason }),
    tsv: ['id', 'result', 'status', 'reason'],
    toTable: async outcomes =>
      outcomes.map(outcome => sanitizeLine(`${outcome.id}  ${describeOutcome(outcome, verb)}`)),
  };
}

function describeOutcome({ result, status, reason }: Outcome, { verb, ended }: Verb): string {
  switch (result) {
    case 'requested':
      return `${verb} requested`;
    case 'canceled':
      return ended;
    case 'already-finished':
      return `not ${ended}, already finished${status === undefined ? '' : `: ${statusInfo[status].label}`}`;
    case 'not-found':
      return 'there is no such run';
    case 'unsupported':
      return `this target cannot ${verb} runs`;
    case 'refused':
      return `refused: ${reason}`;
    case 'error':
      return `failed: ${reason}`;
  }
}
