import type { RunStore } from '../../contract/run-store.ts';
import { InspectorError } from '../../model/errors.ts';
import { type Run, type RunKind, runAddress, type Trace } from '../../model/run.ts';
import type { FailureFindings } from '../../operations/failures/explain-run.ts';
import { readByPart } from '../../operations/find-by-part.ts';
import { readWholeTrace } from '../../operations/read-trace.ts';
import type { Context } from '../context/context.ts';
import { exitCodeOfStatus, exitCodes } from '../context/exit-codes.ts';
import { type DataOptions, defineCommand } from '../options/define-command.ts';
import { addGetOptions, type GetFlags } from '../options/run-options.ts';
import { printRun } from '../print/print-run.ts';
import { withProgress } from '../print/progress.ts';
import { createFailureIdAdder } from '../store/read-pages.ts';
import { withHistory, withStore } from '../store/with-store.ts';

export const runsGet = defineCommand(({ kind, run, runs, id: idName, example, exampleId }) => {
  const parts = kind === 'agent' ? 'messages,trace' : 'trigger,steps,trace';
  const field = kind === 'agent' ? 'input' : 'error.message';
  return {
    description: `show one ${run}`,
    declare: command =>
      addGetOptions(
        command
          .usage(`[options] [${kind}] <${idName}>`)
          .argument(`[${kind}]`, `the name of the ${kind}, optional`)
          .argument(`[${idName}]`, `the id of the ${run}`),
      ),
    examples: {
      [`runlens ${runs} get ${example} ${exampleId}`]: '',
      [`runlens ${runs} get ${example} ${exampleId} --include ${parts}`]: '',
      [`runlens ${runs} get ${example} ${exampleId} --field ${field}`]: 'only that field',
      // The session of the demo never ends.
      ...(kind === 'workflow' ? { [`runlens ${runs} get ${exampleId} --wait`]: 'once it has ended' } : {}),
    },
    run: async (options: GetFlags & DataOptions, context) => {
      const [first, second] = options.args;
      const id = second ?? first;
      if (id === undefined) return options.command.error(`error: missing required argument '${idName}'`);
      const owner = { kind, name: second === undefined ? undefined : first };
      return getRun({ ...options, id, owner }, withStore, context);
    },
  };
});

export const historyGet = defineCommand({
  description: 'show one run or session',
  declare: command =>
    addGetOptions(command.argument('<run-id>', 'the id of the run, or target/id with several targets')),
  examples: {
    'runlens history get demo-failed': '',
    'runlens history get demo-failed --field error.message': 'only that field',
  },
  run: (options: GetFlags & DataOptions, context) =>
    getRun({ ...options, id: options.args[0] ?? '' }, withHistory, context),
});

type RunsGetOptions = GetFlags &
  DataOptions & {
    readonly id: string;
    /** The run must be of this kind, and of this workflow or agent where one is named. */
    readonly owner?: { readonly kind: RunKind; readonly name: string | undefined };
  };

async function getRun(options: RunsGetOptions, open: typeof withStore, context: Context): Promise<number> {
  return open(options.target, context, async store => {
    const { status } = options.wait
      ? await showEnded(store, options, context)
      : await showRun(store, options, context);
    return options.exitStatus ? exitCodeOfStatus(status) : exitCodes.ok;
  });
}

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

/** Read only where it is printed, because it takes reading other failures. */
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
    const problem = name === undefined ? `no ${kind} has a run ${id}` : `${kind} "${name}" has no run ${id}`;
    const hint = `that run is of the ${run.kind} "${run.name}"`;
    throw new InspectorError('not-found', problem, { hint });
  }
  return include.includes('trace')
    ? { ...run, trace: await readTrace(store, runAddress(run), context) }
    : run;
}

async function readFindings(
  run: Run,
  store: RunStore,
  { output, field, summary }: RunsGetOptions,
  context: Context,
): Promise<FailureFindings | undefined> {
  const isShown = output.format === 'table' && field === undefined && !summary;
  if (!isShown || run.status !== 'failed') return undefined;
  const { readFailureFindings } = await import('../../operations/failures/explain-run.ts');
  const { openOwnFailures } = await import('../memory/own-failures.ts');
  const own = await openOwnFailures(context, store.target);
  return readFailureFindings(run, store, { own, now: context.now(), signal: context.signal });
}

function readTrace(store: RunStore, id: string, context: Context): Promise<Trace> {
  return withProgress('reading the trace', context, onProgress =>
    readWholeTrace(store, id, { signal: context.signal, onProgress }),
  );
}
