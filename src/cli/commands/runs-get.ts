import type { Command } from 'commander';
import type { RunStore } from '../../contract/run-store.ts';
import { InspectorError } from '../../model/errors.ts';
import { type Run, type RunKind, runAddress, type Trace } from '../../model/run.ts';
import type { FailureFindings } from '../../operations/failures/read-failure-findings.ts';
import { readByPart } from '../../operations/find-by-part.ts';
import { readWholeTrace } from '../../operations/read-trace.ts';
import type { Context, Runner } from '../context/context.ts';
import { exitCodeOfStatus, exitCodes } from '../context/exit-codes.ts';
import type { Nouns } from '../context/nouns.ts';
import { addExamples } from '../options/examples.ts';
import { addDataOptions, type DataOptions, dataOptionsOf } from '../options/output-options.ts';
import { addGetOptions, type GetFlags } from '../options/run-options.ts';
import { printRun } from '../print/print-run.ts';
import { withProgress } from '../print/progress.ts';
import { createFailureIdAdder } from '../store/read-pages.ts';
import { withHistory, withStore } from '../store/with-store.ts';

export function declareCommand(group: Command, { context, done }: Runner, nouns: Nouns): Command {
  const { kind, run, runs, id: idName, example, exampleId } = nouns;
  const command = group
    .command('get')
    .description(`show one ${run}`)
    .usage(`[options] [${kind}] <${idName}>`)
    .argument(`[${kind}]`, `the name of the ${kind}, optional`)
    .argument(`[${idName}]`, `the id of the ${run}`);
  addDataOptions(addGetOptions(command));
  const parts = kind === 'agent' ? 'messages,trace' : 'trigger,steps,trace';
  const field = kind === 'agent' ? 'input' : 'error.message';
  addExamples(command, {
    [`runlens ${runs} get ${example} ${exampleId}`]: '',
    [`runlens ${runs} get ${example} ${exampleId} --include ${parts}`]: '',
    [`runlens ${runs} get ${example} ${exampleId} --field ${field}`]: 'only that field',
    // The session of the demo never ends.
    ...(kind === 'workflow' ? { [`runlens ${runs} get ${exampleId} --wait`]: 'once it has ended' } : {}),
  });
  return command.action(async (first: string | undefined, second: string | undefined, flags: GetFlags) => {
    const id = second ?? first;
    if (id === undefined) return command.error(`error: missing required argument '${idName}'`);
    const owner = { kind, name: second === undefined ? undefined : first };
    done(await runRunsGet({ ...flags, id, owner, ...dataOptionsOf(command, context) }, context));
  });
}

type RunsGetOptions = GetFlags &
  DataOptions & {
    readonly id: string;
    /** The run must be of this kind, and of this workflow or agent where one is named. */
    readonly owner?: { readonly kind: RunKind; readonly name: string | undefined };
    /** Whether to read from the target of the history, rather than from the one that other commands use. */
    readonly isHistory?: boolean;
  };

export async function runRunsGet(options: RunsGetOptions, context: Context): Promise<number> {
  const open = options.isHistory ? withHistory : withStore;
  return open(options.target, context, async store => {
    const { status } = options.wait
      ? await showEnded(store, options, context)
      : await showRun(store, options, context);
    return options.exitStatus ? exitCodeOfStatus(status) : exitCodes.ok;
  });
}

/** Reads a run and prints it, with what explains a failure. */
export async function showRun(store: RunStore, options: RunsGetOptions, context: Context): Promise<Run> {
  const run = await readRun(store, options, context);
  const findings = await readFindings(run, store, options, context);
  const failureId = await readFailureId(run, store, options, context);
  await printRun(run, { ...options, findings, failureId }, context);
  return run;
}

/** Refuses a run of another workflow before it waits for its end. */
async function showEnded(store: RunStore, options: RunsGetOptions, context: Context): Promise<Run> {
  const id = runAddress(await readRun(store, { ...options, include: [] }, context));
  const { followToEnd } = await import('../follow/follow-to-end.ts');
  await followToEnd(store, id, options, context);
  return showRun(store, { ...options, id }, context);
}

/** Only where it is printed, because other failures have to be read for it. */
async function readFailureId(
  run: Run,
  store: RunStore,
  { output: { format }, field }: RunsGetOptions,
  context: Context,
): Promise<string | undefined> {
  const isWanted = field === undefined ? format !== 'table' && format !== 'tsv' : field === 'failureId';
  if (!isWanted || run.status !== 'failed') return undefined;
  const addIds = await createFailureIdAdder(store, context);
  return (await addIds([run]))[0]?.failureId;
}

async function readRun(
  store: RunStore,
  { id, owner, include = [] }: RunsGetOptions,
  context: Context,
): Promise<Run> {
  const parts = { steps: include.includes('steps'), messages: include.includes('messages') };
  const { signal } = context;
  const read = (address: string) => store.getRun(address, { include: parts, signal });
  const run = await readByPart(store, id, read, { now: context.now(), signal });
  const isOfKind = owner === undefined || run.kind === owner.kind;
  if (!isOfKind || (owner?.name !== undefined && run.name !== owner.name)) {
    const { kind, name } = owner;
    throw notFound(
      name === undefined ? `no ${kind} has a run ${id}` : `${kind} "${name}" has no run ${id}`,
      `that run is of the ${run.kind} "${run.name}"`,
    );
  }
  return include.includes('trace')
    ? { ...run, trace: await readTrace(store, runAddress(run), context) }
    : run;
}

/** As text, a failed run is shown with what explains it. */
async function readFindings(
  run: Run,
  store: RunStore,
  { output, field, summary }: RunsGetOptions,
  context: Context,
): Promise<FailureFindings | undefined> {
  const isShown = output.format === 'table' && field === undefined && !summary;
  if (!isShown || run.status !== 'failed') return undefined;
  const { readFailureFindings } = await import('../../operations/failures/read-failure-findings.ts');
  const { openOwnFailures } = await import('../memory/own-failures.ts');
  const own = await openOwnFailures(context, store.target);
  return readFailureFindings(run, store, { own, now: context.now(), signal: context.signal });
}

function readTrace(store: RunStore, id: string, context: Context): Promise<Trace> {
  return withProgress('reading the trace', context, onProgress =>
    readWholeTrace(store, id, { signal: context.signal, onProgress }),
  );
}

function notFound(message: string, hint: string): InspectorError {
  return new InspectorError('not-found', message, { hint });
}
