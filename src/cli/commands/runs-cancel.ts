import type { RunStore } from '../../contract/run-store.ts';
import { InspectorError } from '../../model/errors.ts';
import type { RunKind } from '../../model/run.ts';
import { countOf } from '../../model/text/formats.ts';
import {
  type CancelJson,
  type CancelOutcome,
  cancelRuns,
  cancelText,
  type EndAct,
  endedAs,
  endWords,
  toCancelJson,
} from '../../operations/acts/cancel-runs.ts';
import { followRun } from '../../operations/follow/follow-runs.ts';
import {
  addChooseOptions,
  type Choice,
  type ChooseFlags,
  checkChoice,
  chooseRuns,
} from '../acts/choose-runs.ts';
import { endOf, printOutcomes } from '../acts/print-outcomes.ts';
import { type Context, userName } from '../context/context.ts';
import { type DataOptions, defineCommand } from '../options/define-command.ts';
import { withProgress } from '../print/progress.ts';
import { writeNotice } from '../print/write.ts';
import { withStore } from '../store/with-store.ts';

type Options = DataOptions & ChooseFlags & { readonly kill?: true; readonly wait?: true };

export const runsCancel = defineCommand(({ kind, run, runs, id, exampleId }) => ({
  description: `request the cancellation of ${run}s`,
  declare: command =>
    addChooseOptions(
      command
        .argument(`[${id}...]`, `the ids of the ${run}s`)
        .option('--kill', 'end them at once, without cleanup, where the target supports it')
        .option('--wait', 'wait until they have ended'),
      'canceled',
    ),
  examples:
    kind === 'agent'
      ? {
          [`runlens ${runs} cancel ${exampleId}`]: '',
          [`runlens ${runs} cancel --filter since:7d --dry-run`]: 'the active ones that match',
        }
      : {
          [`runlens ${runs} cancel demo-running`]: '',
          [`runlens ${runs} cancel demo-waiting demo-sleeping --wait --yes`]: '',
          [`runlens ${runs} cancel --filter workflow:signup* --dry-run`]: 'the active ones that match',
        },
  run: (options: Options, context) => cancelChosen({ ...options, ids: options.args, kind }, context),
}));

type RunsCancelOptions = Options & Choice & { readonly kind: RunKind };

/** A run that is still active this long after the request may not end by itself. */
const remindMs = 10_000;

async function cancelChosen(options: RunsCancelOptions, context: Context): Promise<number> {
  checkChoice(options, context);
  const act = options.kill ? 'kill' : 'cancel';
  const words = { verb: act, nothing: endWords[act].done, able: 'is active' };
  return withStore(options.target, context, async store => {
    const narrowing = { kind: options.kind, able: 'status:active', words };
    const chosen = await chooseRuns(store, options, narrowing, context);
    if (chosen.type === 'done') return chosen.exitCode;
    const { addresses } = chosen;
    const outcomes = await cancelEach(store, addresses, act, context);
    const waitedFor = options.wait ? outcomes.filter(isPending).length : 0;
    if (waitedFor > 0)
      writeNotice(`waiting for ${countOf(waitedFor, 'run')} to end; Ctrl-C stops waiting`, context);
    const rows = await Promise.all(
      addresses.map(async (id, at) => {
        const outcome = outcomes[at];
        if (!options.wait || !outcome || !isPending(outcome)) return toCancelRow(id, outcome, act);
        const last = await waitForOutcome(store, { ...options, id, outcome }, context);
        return toCancelRow(id, last, act);
      }),
    );
    const data = ['id', 'result', 'status', 'reason'] as const;
    const exitCode = await printOutcomes(store, { verb: act, rows, data }, options.output, context);
    if (options.wait) context.signal.throwIfAborted();
    return exitCode;
  });
}

function isPending(outcome: CancelOutcome | undefined): boolean {
  return outcome?.type === 'answered' && outcome.result.type === 'requested';
}

/** An interrupt stops further requests; the outcomes of those already sent are printed. */
function cancelEach(store: RunStore, addresses: readonly string[], act: EndAct, context: Context) {
  const request = { store, addresses, act, by: userName(context), stop: context.signal };
  return withProgress(endWords[act].doing, context, show =>
    cancelRuns({ ...request, onOutcome: (_, __, known) => show(known, addresses.length) }),
  );
}

type Waiting = Pick<RunsCancelOptions, 'kill'> & {
  readonly id: string;
  readonly outcome: CancelOutcome;
};

async function waitForOutcome(
  store: RunStore,
  { id, kill, outcome }: Waiting,
  context: Context,
): Promise<CancelOutcome> {
  const remind = () => {
    if (store.can.kill && !kill) writeNotice(`${id} is still active; --kill ends it at once`, context);
  };
  const reminder = setTimeout(remind, remindMs);
  try {
    const { status } = await followRun(store, id, { signal: context.signal });
    return { type: 'answered', result: endedAs(status) };
  } catch (error) {
    if (context.signal.aborted) return outcome;
    if (!(error instanceof InspectorError)) throw error;
    return { type: 'unknown', error };
  } finally {
    clearTimeout(reminder);
  }
}

type CancelRow = CancelJson & { readonly text: string; readonly exitCode: number };

function toCancelRow(id: string, outcome: CancelOutcome | undefined, act: EndAct): CancelRow {
  const { exitCode } = endOf(outcome?.type === 'answered' ? outcome.result : outcome);
  return { ...toCancelJson(id, outcome), text: cancelText(outcome, act), exitCode };
}
