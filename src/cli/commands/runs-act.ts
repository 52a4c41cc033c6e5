import type { Command } from 'commander';
import type { RunStatus } from '../../model/status.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { performVerb, type VerbOutcome, verbText } from '../../operations/acts/perform-verb.ts';
import { capabilitiesAt } from '../../operations/acts/way-again.ts';
import { caseKeeper, confirmLoss } from '../acts/confirm-in-place.ts';
import { printOutcomes } from '../acts/print-outcomes.ts';
import { writeMeant } from '../acts/write-meant.ts';
import type { Context, Runner } from '../context/context.ts';
import { exitCodeOf, exitCodes } from '../context/exit-codes.ts';
import { addExamples } from '../options/examples.ts';
import { addDataOptions, type DataOptions, dataOptionsOf } from '../options/output-options.ts';
import { readInput } from '../options/read-input.ts';
import type { ListShape } from '../print/print-list.ts';
import { writeNotice } from '../print/write.ts';
import { withStore } from '../store/with-store.ts';

type Flags = { readonly name?: string; readonly input?: string; readonly yes?: true };

export function declareCommand(group: Command, { context, done }: Runner): Command {
  const command = group
    .command('act')
    .description(
      'do to a run what its engine can besides: pause, resume, restart, send, redrive, promote, retry-in-place',
    )
    .argument('<act>', 'one that "runlens targets test" lists for the target')
    .argument('<run-id>', 'the id of the run')
    .option('--name <name>', 'the name of the event or the topic that is sent')
    .option('--input <json>', 'what is sent with it: JSON, @file, or - for standard input')
    .option('--yes', 'do not ask before an act in place, which takes something of the run away');
  addDataOptions(command);
  addExamples(command, {
    'runlens workflows runs act resume <run-id>': 'where it was paused or canceled',
    [`runlens workflows runs act send <run-id> --name approval --input '{"by":"ada"}'`]:
      'the event that it waits for',
    'runlens workflows runs act retry-in-place <run-id> --yes': 'saved in a case file before',
  });
  return command.action(async (verb: string, id: string, flags: Flags) => {
    done(await runRunsAct({ verb, id, ...flags, ...dataOptionsOf(command, context) }, context));
  });
}

type Options = Flags & DataOptions & { readonly verb: string; readonly id: string };

async function runRunsAct(options: Options, context: Context): Promise<number> {
  const { verb: word, id, name, yes, output } = options;
  const sent = options.input === undefined ? {} : { payload: await readInput(options.input, context) };
  return withStore(options.target, context, async store => {
    const verb = capabilitiesAt(store, id).verbs?.find(one => one.id === word);
    if (verb?.loses !== undefined) {
      writeNotice(`${verb.label}: the run loses ${verb.loses}`, context);
      writeNotice('before that, it is saved as it is in a new case file, masked', context);
      if (!(await confirmLoss(`${verb.label}?`, yes, context))) {
        writeNotice('nothing was done', context);
        return exitCodes.failed;
      }
    }
    // What is sent is waited for, also after an interrupt.
    const outcome = await performVerb({
      ...{ store, address: id, verb: word, name, ...sent, now: context.now() },
      keepCase: caseKeeper(store, context),
    });
    const row = toRow(options, verb?.label ?? word, outcome);
    const exitCode = await printOutcomes(actShape, [row], output, context);
    if (outcome.type === 'refused' && outcome.hint !== undefined) writeNotice(outcome.hint, context);
    await writeMeant(store, { verb: 'act', rows: [row] }, context);
    return exitCode;
  });
}

type ActRow = {
  readonly id: string;
  readonly act: string;
  readonly result: VerbOutcome['type'];
  readonly status?: RunStatus;
  /** The id of the run that took its place. */
  readonly newId?: string;
  /** The case file that has the run as it was. */
  readonly savedAs?: string;
  readonly reason?: string;
  readonly text: string;
  readonly exitCode: number;
};

function toRow({ id, verb }: Options, label: string, outcome: VerbOutcome): ActRow {
  const { type, savedAs } = outcome;
  const done = outcome.type === 'done' ? { status: outcome.status, newId: outcome.newId } : {};
  const text = verbText(label, outcome);
  return { ...{ id, act: verb, result: type, ...done, savedAs, text }, ...endOf(outcome) };
}

function endOf(outcome: VerbOutcome): Pick<ActRow, 'reason' | 'exitCode'> {
  switch (outcome.type) {
    case 'done':
    case 'requested':
      return { exitCode: exitCodes.ok };
    case 'refused':
      return { reason: outcome.reason, exitCode: exitCodes.failed };
    case 'not-found':
      return { reason: outcome.reason, exitCode: exitCodes.notFound };
    default:
      return { reason: outcome.error.message, exitCode: exitCodeOf(outcome.error) };
  }
}

const actShape: ListShape<ActRow> = {
  toJson: ({ id, act, result, status, newId, savedAs, reason }) => ({
    ...{ id, act, result, status, newId, savedAs, reason },
  }),
  tsv: ['id', 'act', 'result', 'status', 'newId', 'savedAs', 'reason'],
  toTable: async rows => rows.map(({ id, text }) => safeLine(`${id}  ${text}`)),
};
