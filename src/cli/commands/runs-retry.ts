import type { RunStore } from '../../contract/run-store.ts';
import { alreadyText } from '../../contract/starts/start-request.ts';
import { InspectorError } from '../../model/errors.ts';
import type { FailureText } from '../../model/failure/failure-text.ts';
import { knownFailure } from '../../model/failure/summarize-failure.ts';
import { parseFilter } from '../../model/query/parse/parse-query.ts';
import { describeCauseInRow } from '../../model/report/describe-error.ts';
import { toCommand } from '../../model/report/shell-command.ts';
import type { Run, RunSummary } from '../../model/run.ts';
import { isActive, type RunStatus, statusInfo } from '../../model/status.ts';
import { countOf } from '../../model/text/formats.ts';
import { actOnRuns } from '../../operations/acts/act-on-runs.ts';
import { canarySize, groupNamedBy, judgeTried, type Tried } from '../../operations/acts/canary.ts';
import { findStep } from '../../operations/acts/find-step.ts';
import { runAgain } from '../../operations/acts/run-again.ts';
import { againText, type StartOutcome, savedText, startedText } from '../../operations/acts/start-outcome.ts';
import { followRuns } from '../../operations/follow/follow-runs.ts';
import {
  addChooseOptions,
  type Choice,
  type ChooseFlags,
  type Chosen,
  checkChoice,
  chooseRuns,
} from '../acts/choose-runs.ts';
import {
  canAsk,
  caseKeeper,
  confirmInPlace,
  confirmPrompt,
  findInPlace,
  type StepsInPlace,
} from '../acts/confirm.ts';
import { endOf, printOutcomes } from '../acts/print-outcomes.ts';
import { type Context, userName } from '../context/context.ts';
import { exitCodeOfStatus, exitCodes } from '../context/exit-codes.ts';
import { createOutageNotice } from '../follow/follow-notices.ts';
import { type DataOptions, defineCommand } from '../options/define-command.ts';
import { parseCount } from '../options/parse-value.ts';
import { createProgress, withProgress } from '../print/progress.ts';
import { writeNotice } from '../print/write.ts';
import { withStore } from '../store/with-store.ts';

type Flags = ChooseFlags & {
  readonly last?: number;
  readonly retried?: true;
  readonly wait?: true;
  /** How many are run again first; the others follow once all of these have succeeded. */
  readonly canary?: number | true;
  readonly fromStep?: string;
};

export const runsRetry = defineCommand({
  description: 'start runs again with their recorded input',
  declare: command =>
    addChooseOptions(
      command
        .argument('[run-id...]', 'the ids of the runs')
        .option('--last <count>', 'with --filter: only this many, the newest', parseCount)
        .option('--retried', 'with --filter: include runs that were run again already, or are settled')
        .option(
          '--canary [count]',
          `${canarySize} first, or so many; the others once all of these have succeeded`,
          parseCount,
        )
        .option('--from-step <step>', 'from this step on, by its name or id, where the engine can'),
      'run again',
    ).option(
      '--wait',
      'wait until the new runs have ended, say why each failed, and exit 1 unless all of them succeeded',
    ),
  examples: {
    'runlens workflows runs retry --filter "error:timeout since:2h" --dry-run':
      'failed or canceled, and not run again',
    'runlens workflows runs retry --filter failure:1f2e3d4c5b6a --last 20 --yes --wait':
      'of a group of failures',
    'runlens workflows runs retry --filter failure:1f2e3d4c5b6a --canary': 'three first, then the rest',
    'runlens workflows runs retry <run-id> --from-step charge-card': 'keeps the results before the step',
  },
  run: (options: Flags & DataOptions, context) => runRunsRetry({ ...options, ids: options.args }, context),
});

type RunsRetryOptions = Flags & Choice & DataOptions;

const words = { verb: 'run again', nothing: 'started', able: 'failed or was canceled' };

const noSteps: StepsInPlace = new Map();

async function runRunsRetry(options: RunsRetryOptions, context: Context): Promise<number> {
  checkChoice(options, context);
  const { last, retried = false } = options;
  if (options.filter === undefined && (last !== undefined || retried))
    throw new InspectorError('usage', '--last and --retried go with --filter', {
      hint: 'ids name their runs',
    });
  const narrowing = {
    kind: 'workflow',
    able: 'status:failed,canceled',
    last,
    leavesOutRetried: !retried,
    isStart: true,
    words,
  } as const;
  return withStore(options.target, context, async store => {
    const chosen = await chooseRuns(store, options, narrowing, context);
    if (chosen.type === 'done') return chosen.exitCode;
    const { fromStep, yes } = options;
    const { addresses } = chosen;
    const steps = fromStep === undefined ? noSteps : await findInPlace(store, addresses, fromStep, context);
    if (!(await confirmInPlace(store, { addresses, steps, yes }, context))) return exitCodes.failed;
    const commandFor = (rest: readonly string[]): string => restCommand(options, rest);
    const tried = await retryAll(store, { ...options, ...chosen, steps, commandFor }, context);
    const goesOn = options.wait && tried.error === undefined;
    const { rows, error } = goesOn ? await waitForRows(store, tried.rows, context) : tried;
    const data = ['id', 'result', 'newId', 'status', 'reason'] as const;
    const exitCode = await printOutcomes(store, { verb: 'retry', rows, data }, options.output, context);
    if (error !== undefined) throw error;
    return exitCode;
  });
}

type Retried = {
  readonly rows: readonly RetryRow[];
  /** The interrupt or error that ended the wait: what was started is reported all the same. */
  readonly error?: unknown;
};

type Retrying = Extract<Chosen, { type: 'chosen' }> &
  Pick<RunsRetryOptions, 'fromStep' | 'canary' | 'filter' | 'yes'> & {
    readonly steps: StepsInPlace;
    readonly commandFor: (rest: readonly string[]) => string;
  };

/** The command that runs the rest again; its filter leaves out those that were run again already. */
function restCommand(
  { filter, last, retried, fromStep, wait, yes, target }: RunsRetryOptions,
  rest: readonly string[],
): string {
  const isByFilter = filter !== undefined && !retried;
  const options = {
    filter: isByFilter ? filter : undefined,
    last: isByFilter && last !== undefined ? String(rest.length) : undefined,
    'from-step': fromStep,
    wait,
    yes,
  };
  const names = isByFilter ? [] : rest;
  return toCommand({ command: 'workflows runs retry', names, options }, { ...target, target: target.named });
}

async function retryAll(store: RunStore, retrying: Retrying, context: Context): Promise<Retried> {
  const { addresses, canary } = retrying;
  const first = canary === undefined ? addresses.length : canary === true ? canarySize : canary;
  const tried = await retrySome(store, { ...retrying, addresses: addresses.slice(0, first) }, context);
  const rest = addresses.slice(first);
  if (rest.length === 0) return { rows: tried };
  const answer = await judgeFirst(store, { ...retrying, tried, rest }, context);
  if (!answer.goesOn) writeNotice(`${retrying.commandFor(rest)} runs the rest again`, context);
  const others = answer.goesOn ? await retrySome(store, { ...retrying, addresses: rest }, context) : [];
  const rows = [...answer.rows, ...rest.map((id, at) => others[at] ?? toRetryRow(id, undefined))];
  return { rows, error: answer.error };
}

type First = Retrying & { readonly tried: readonly RetryRow[]; readonly rest: readonly string[] };

async function judgeFirst(store: RunStore, first: First, context: Context) {
  const { rows, newRuns, error } = await waitForRows(store, first.tried, context);
  if (error !== undefined) return { rows, error, goesOn: false };
  try {
    return { rows, goesOn: await mayGoOn(store, first, newRuns, context) };
  } catch (error) {
    return { rows, error, goesOn: false };
  }
}

/** Where one of the first runs has not succeeded, the user is asked whether to go on. */
async function mayGoOn(
  store: RunStore,
  { tried, filter, yes, rest }: First,
  newRuns: Waited['newRuns'],
  context: Context,
): Promise<boolean> {
  const before = await Promise.all(tried.map(({ id }) => readFailure(store, id, context)));
  const answer = judgeTried(
    tried.map((row, at) => ({ before: before[at], ...toTried(row, newRuns.get(row.newId ?? '')) })),
    groupNamedBy(parseFilter(filter ?? '')),
  );
  if (answer.type === 'passed') return true;
  const why = answer.type === 'failed' ? answer.text : 'not all of the new runs are in the store';
  writeNotice(`${why}: ${countOf(rest.length, 'run')} left`, context);
  return !yes && canAsk(context) && confirmPrompt('run these again all the same?', context);
}

async function readFailure(store: RunStore, address: string, { signal }: Context) {
  const run = await store.getRun(address, { include: { lazyPayloads: true }, signal });
  return run && knownFailure(run)?.failure;
}

function toTried({ newId }: RetryRow, run: EndedRun | undefined): Tried {
  const isStarted = newId !== undefined;
  return run ? { isStarted, run: { ...run, isActive: false } } : { isStarted };
}

type EndedRun = Pick<RunSummary, 'status' | 'errorSummary'> & { readonly failure?: FailureText };

type Waited = Pick<Retried, 'error'> & { readonly newRuns: ReadonlyMap<string, EndedRun> };

async function waitForRows(store: RunStore, rows: readonly RetryRow[], context: Context) {
  const started = rows.flatMap(({ newId }) => newId ?? []);
  const { newRuns, error } = await waitForEach(store, started, context);
  const ended = rows.map(row => {
    const run = newRuns.get(row.newId ?? '');
    return error !== undefined && !run ? row : withNewRun(row, run);
  });
  return { rows: ended, newRuns, error };
}

async function waitForEach(store: RunStore, addresses: readonly string[], context: Context): Promise<Waited> {
  const progress = createProgress('waiting for the new runs', context);
  const newRuns = new Map<string, EndedRun>();
  let ended = 0;
  const onRead = (address: string, run: Run): void => {
    const failure = knownFailure(run)?.failure;
    newRuns.set(address, { status: run.status, errorSummary: run.errorSummary, failure });
    if (!isActive(run)) ended += 1;
    progress.show(ended, addresses.length);
  };
  const { signal } = context;
  try {
    if (addresses.length > 0)
      await followRuns(store, addresses, { signal, onRead, onOutage: createOutageNotice(context) });
    return { newRuns };
  } catch (error) {
    return { newRuns, error };
  } finally {
    progress.end();
  }
}

/** An interrupt stops further starts; the outcomes of those already sent are printed. */
async function retrySome(
  store: RunStore,
  { addresses, retried, fromStep, steps }: Retrying,
  context: Context,
): Promise<readonly RetryRow[]> {
  const { signal } = context;
  const again = { store, retried, by: userName(context), trigger: 'cli' } as const;
  const keepCase = caseKeeper(store, context);
  // No signal: an act that rejected would take the outcomes of the others with it.
  const perform = async (address: string): Promise<StartOutcome> => {
    if (fromStep === undefined) return runAgain({ ...again, address, keepCase });
    const step = steps.get(address) ?? (await findStep({ store, address, step: fromStep }));
    return step.type === 'found' ? runAgain({ ...again, address, keepCase, fromStep: step.id }) : step;
  };
  const outcomes = await withProgress('running again', context, show => {
    const onOutcome = (_: number, __: StartOutcome, known: number) => show(known, addresses.length);
    return actOnRuns({ addresses, perform, stop: signal, onOutcome });
  });
  return addresses.map((id, at) => toRetryRow(id, outcomes[at]));
}

type RetryRow = {
  readonly id: string;
  readonly result: StartOutcome['type'] | 'already-started' | 'not-sent';
  readonly newId?: string;
  readonly status?: RunStatus;
  readonly reason?: string;
  readonly text: string;
  readonly exitCode: number;
};

function withNewRun(row: RetryRow, run: EndedRun | undefined): RetryRow {
  if (row.newId === undefined || row.status !== undefined) return row;
  if (!run) return { ...row, text: `${row.text}: not in the store yet`, exitCode: exitCodes.notFound };
  const why = failureText(run);
  const text = [`${row.text}: ${statusInfo[run.status].label}`, ...why].join(' · ');
  const reason = [...(row.reason ? [row.reason] : []), ...why].join(' · ') || undefined;
  return { ...row, status: run.status, reason, text, exitCode: exitCodeOfStatus(run.status) };
}

/** `send-email: mail provider refused`: the failed step, and its innermost cause. */
function failureText({ status, errorSummary }: EndedRun): readonly string[] {
  if (status !== 'failed' || !errorSummary) return [];
  const { step } = errorSummary;
  const message = describeCauseInRow(errorSummary);
  return [step === undefined ? message : `${step}: ${message}`];
}

function toRetryRow(id: string, outcome: StartOutcome | undefined): RetryRow {
  const end = endOf(outcome);
  if (!outcome) return { id, result: 'not-sent', text: 'not sent', ...end };
  if (outcome.type === 'started') {
    const { type, address: newId, already, savedAs } = outcome;
    const reason = already ? alreadyText(already) : savedAs && savedText(savedAs);
    const result = already ? 'already-started' : type;
    return { id, result, newId, text: startedText(outcome), ...end, reason };
  }
  const { type: result } = outcome;
  const text = againText(outcome) ?? '';
  return { id, result, text, ...end, ...(result === 'unknown' ? { reason: text } : {}) };
}
