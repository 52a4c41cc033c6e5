import { createRunIds } from '../../contract/run-ids.ts';
import type { RunStore } from '../../contract/run-store.ts';
import { describeNotOffered } from '../../contract/starts/offers.ts';
import { alreadyText, type StartRequest, type StartResult } from '../../contract/starts/start-request.ts';
import type { TargetInfo } from '../../contract/target-info.ts';
import { InspectorError } from '../../model/errors.ts';
import { getCommand } from '../../model/report/shell-command.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { isWithoutAnswer } from '../../operations/acts/act-on-runs.ts';
import { maskedInputRefusal } from '../../operations/acts/masked-input.ts';
import { keepsIds } from '../../operations/acts/start-outcome.ts';
import { unsupportedText } from '../../operations/target-refusal.ts';
import { type Context, userName } from '../context/context.ts';
import { exitCodeOfStatus, exitCodes } from '../context/exit-codes.ts';
import { type DataOptions, defineCommand } from '../options/define-command.ts';
import { parseRunId } from '../options/parse-value.ts';
import { readInput } from '../options/read-input.ts';
import { printData } from '../print/print-list.ts';
import { writeNotice, writeOut } from '../print/write.ts';
import { withStore } from '../store/with-store.ts';

export const workflowsRun = defineCommand({
  description: 'start a run of a workflow that a running program offers, where the target supports it',
  declare: command =>
    command
      .argument('<workflow>', 'the name of the workflow')
      .option('--input <json>', 'the input: JSON, @file, or - for standard input')
      .option(
        '--id <id>',
        'the id of the new run; sending the same id again starts no second run',
        parseRunId,
      )
      .option('--wait', 'follow the run to its end, print it, and exit 1 unless it succeeded'),
  shares: 'data of one target',
  examples: {
    [`runlens workflows run signup-pipeline --input '{"email":"ada@example.com"}' --wait`]: '',
    'runlens workflows run nightly-report --input @report.json --json': '',
  },
  run: runWorkflowsRun,
});

type Options = DataOptions & {
  /** As written: JSON, `@file`, or `-`. */
  readonly input?: string;
  readonly id?: string;
  readonly wait?: true;
};

type Started = Extract<StartResult, { readonly type: 'started' }>;

async function runWorkflowsRun(options: Options, context: Context): Promise<number> {
  const { args, output, wait } = options;
  const [workflow = ''] = args;
  const input = options.input === undefined ? {} : { input: await readWholeInput(options.input, context) };
  return withStore(options.target, context, async store => {
    const request = { workflow, ...input, ...newId(options, store, context), by: userName(context) };
    const started = await startNew(store, { ...request, trigger: 'cli' }, context);
    const { id, already } = started;
    if (wait || (already && output.format !== 'table')) writeNotice(startedText(started), context);
    if (wait) return followRun(store, id, options, context);
    if (output.format === 'table') await writeOut(`${startedText(started)}\n`, context);
    else if (output.format === 'tsv') await writeOut(`${id}\n`, context);
    else await printData({ id }, output, context);
    return exitCodes.ok;
  });
}

/** The id is chosen before the start is sent, so that its run can be looked up; engines choose their own. */
function newId({ id }: Options, { target }: RunStore, context: Context): { readonly id?: string } {
  if (keepsIds(target)) return { id: id ?? createRunIds()(context.now()) };
  if (id === undefined) return {};
  throw new InspectorError(
    'usage',
    `--id is not for ${target.location}, where an engine makes the ids of its runs`,
    { hint: 'leave it out' },
  );
}

async function startNew(store: RunStore, request: StartRequest, context: Context): Promise<Started> {
  const { id } = request;
  try {
    return startedOf(await store.startRun(request, { signal: context.signal }), store, request.workflow);
  } catch (error) {
    const hint = id === undefined ? undefined : howToAsk(id, store);
    if (hint !== undefined && context.signal.aborted) writeNotice(hint, context);
    if (context.signal.aborted || !(error instanceof InspectorError) || !isWithoutAnswer(error)) throw error;
    throw new InspectorError(error.kind, error.message, { cause: error, hint: hint ?? error.hint });
  }
}

function startedText({ id, already }: Started): string {
  return already ? `${safeLine(id)} was ${alreadyText(already)}` : `started ${safeLine(id)}`;
}

function howToAsk(id: string, { target }: RunStore): string {
  const { commandTarget, isInsecure } = target;
  const command = getCommand({ id, kind: 'workflow' }, { target: commandTarget, isInsecure });
  return `${safeLine(id)} may have started: ask for it with "${command}", or send the same start again with --id ${safeLine(id)}`;
}

async function readWholeInput(written: string, context: Context): Promise<unknown> {
  const input = await readInput(written, context);
  const masked = maskedInputRefusal(input);
  if (masked === undefined) return input;
  throw new InspectorError('usage', masked, {
    hint: 'give the secret itself; "runlens workflows runs retry <id>" sends an input as it was recorded',
  });
}

/** After an interrupt the run goes on, so a notice names it. */
async function followRun(store: RunStore, id: string, options: Options, context: Context): Promise<number> {
  const [{ followToEnd }, { showRun }] = await Promise.all([
    import('../follow/follow-to-end.ts'),
    import('./runs-get.ts'),
  ]);
  try {
    await followToEnd(store, id, { output: options.output, isNew: true }, context);
  } catch (error) {
    if (context.signal.aborted) writeGoesOn(store, id, context);
    throw error;
  }
  const { status } = await showRun(store, { ...options, id }, context);
  return exitCodeOfStatus(status);
}

function writeGoesOn({ target }: RunStore, id: string, context: Context): void {
  const { commandTarget, isInsecure } = target;
  const command = getCommand({ id, kind: 'workflow' }, { target: commandTarget, isInsecure });
  writeNotice(`${safeLine(id)} goes on; to follow it again: ${command} --wait`, context);
}

function startedOf(result: StartResult, { target }: RunStore, workflow: string): Started {
  if (result.type === 'started') return result;
  if (result.type === 'refused') {
    const { reason, hint } = result;
    throw new InspectorError('conflict', `${target.location} did not start a run: ${reason}`, { hint });
  }
  if (result.type === 'not-offered') {
    const { reason, hint } = describeNotOffered(workflow, result.offered);
    throw new InspectorError('conflict', reason, { hint });
  }
  if (result.type === 'not-found') throw new InspectorError('not-found', 'there is no run to repeat');
  const hint = howToStart(target, workflow);
  throw new InspectorError('unsupported', unsupportedText(target, 'start'), { hint });
}

function howToStart({ kind, isEngine }: TargetInfo, workflow: string): string {
  if (kind === 'http') return 'start the server with --start-url: see "runlens serve --help"';
  if (kind === 'case') return `start "${workflow}" where the runs of the case were recorded`;
  return isEngine
    ? `start "${workflow}" with the engine's own tools; the run appears here`
    : `start "${workflow}" in the program that records into it`;
}
