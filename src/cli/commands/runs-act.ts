import { type Verb, verbRefusal } from '../../contract/verbs.ts';
import type { RunStatus } from '../../model/status.ts';
import { readToAct } from '../../operations/acts/keep-case.ts';
import { inputRefusal, performVerb, type VerbOutcome, verbText } from '../../operations/acts/perform-verb.ts';
import { capabilitiesAt } from '../../operations/acts/way-again.ts';
import { caseKeeper, confirmLoss } from '../acts/confirm.ts';
import { endOf, printOutcomes } from '../acts/print-outcomes.ts';
import type { Context } from '../context/context.ts';
import { exitCodes } from '../context/exit-codes.ts';
import { type DataOptions, defineCommand } from '../options/define-command.ts';
import { readInput } from '../options/read-input.ts';
import { writeNotice } from '../print/write.ts';
import { withStore } from '../store/with-store.ts';

type Options = DataOptions & { readonly name?: string; readonly input?: string; readonly yes?: true };

export const runsAct = defineCommand({
  description:
    'do to a run what its engine can besides: pause, resume, restart, send, redrive, promote, retry-in-place',
  declare: command =>
    command
      .argument('<act>', 'one that "runlens targets test" lists for the target')
      .argument('<run-id>', 'the id of the run')
      .option('--name <name>', 'the name of the event or the topic that is sent')
      .option('--input <json>', 'what is sent with it: JSON, @file, or - for standard input')
      .option('--yes', 'do not ask before an act in place, which takes something of the run away'),
  examples: {
    'runlens workflows runs act resume <run-id>': 'where it was paused or canceled',
    [`runlens workflows runs act send <run-id> --name approval --input '{"by":"ada"}'`]:
      'the event that it waits for',
    'runlens workflows runs act retry-in-place <run-id> --yes': 'saved in a case file before',
  },
  run: runRunsAct,
});

async function runRunsAct(options: Options, context: Context): Promise<number> {
  const { args, name, yes, output } = options;
  const [word = '', id = ''] = args;
  const sent = options.input === undefined ? {} : { payload: await readInput(options.input, context) };
  return withStore(options.target, context, async store => {
    const verb = capabilitiesAt(store, id).verbs?.find(one => one.id === word);
    const request = { store, address: id, verb: word, name, ...sent, now: context.now() };
    const { signal } = context;
    const refused = verb?.loses === undefined ? undefined : await refuseVerb(verb, { ...request, signal });
    if (verb?.loses !== undefined && !refused) {
      writeNotice(`${verb.label}: the run loses ${verb.loses}`, context);
      writeNotice('before that, it is saved as it is in a new case file, masked', context);
      if (!(await confirmLoss(`${verb.label}?`, yes, context))) {
        writeNotice('nothing was done', context);
        return exitCodes.failed;
      }
    }
    // The request is not aborted by an interrupt, so that its outcome is known.
    const outcome = refused ?? (await performVerb({ ...request, keepCase: caseKeeper(store, context) }));
    const row = toRow({ id, act: word }, verb?.label ?? word, outcome);
    const data = ['id', 'act', 'result', 'status', 'newId', 'savedAs', 'reason'] as const;
    const exitCode = await printOutcomes(store, { verb: 'act', rows: [row], data }, output, context);
    if (outcome.type === 'refused' && outcome.hint !== undefined) writeNotice(outcome.hint, context);
    return exitCode;
  });
}

/** Nothing is asked about a run that would not be acted on. */
async function refuseVerb(verb: Verb, request: VerbArgs): Promise<VerbOutcome | undefined> {
  const { store, address, now, signal } = request;
  let reason = inputRefusal(verb, request);
  if (reason === undefined) {
    const read = await readToAct(store, address, signal);
    if (read.type !== 'read') return read;
    reason = verbRefusal(verb, read.run, now);
  }
  return reason === undefined ? undefined : { type: 'refused', reason };
}

type VerbArgs = Parameters<typeof performVerb>[0];

type ActRow = {
  readonly id: string;
  readonly act: string;
  readonly result: VerbOutcome['type'];
  readonly status?: RunStatus;
  readonly newId?: string;
  readonly savedAs?: string;
  readonly reason?: string;
  readonly text: string;
  readonly exitCode: number;
};

function toRow(about: Pick<ActRow, 'id' | 'act'>, label: string, outcome: VerbOutcome): ActRow {
  const { type, savedAs } = outcome;
  const done = outcome.type === 'done' ? { status: outcome.status, newId: outcome.newId } : {};
  const text = verbText(label, outcome);
  return { ...about, ...{ result: type, ...done, savedAs, text }, ...endOf(outcome) };
}
