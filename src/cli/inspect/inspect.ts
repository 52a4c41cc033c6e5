import type { Command } from 'commander';
import type { RunStore } from '../../contract/run-store.ts';
import { InspectorError } from '../../model/errors.ts';
import { emptyQuery } from '../../model/query/query.ts';
import { addressForms, storeNames } from '../../targets/parse-location.ts';
import { OnlyAddresses, resolveTarget } from '../../targets/resolve-target.ts';
import { UnknownTarget } from '../../targets/resolve-text.ts';
import { type Context, hasScreen, type Runner } from '../context/context.ts';
import { exitCodes } from '../context/exit-codes.ts';
import {
  addExamples,
  insecureHelp,
  linearHelp,
  notifyHelp,
  readOnlyHelp,
  severalHelp,
} from '../options/target-options.ts';
import { writeNotice } from '../print/write.ts';
import { refuseUnknownStatus, withOpenedStore } from '../store/with-store.ts';
import { type InspectorArgs, looksLikeRun } from './inspector-args.ts';
import type { ScreenRequest } from './run-session.ts';

type Flags = {
  readonly target?: string;
  readonly insecure?: true;
  readonly filter?: string;
  readonly run?: string;
  readonly notify?: true;
};

export function declareCommand(program: Command, { context, done }: Runner): Command {
  program
    .argument(
      '[location]',
      `a file (runs.db, or a .jsonl file of OTLP), a folder that holds ${storeNames}, an address (${addressForms}), or a name that "runlens targets" lists; ${severalHelp}; or the id of a run, which is opened`,
    )
    .option('--target <target>', 'the same as the location')
    .option('--insecure', insecureHelp)
    .option('--read-only', readOnlyHelp)
    .option('--filter <filter>', 'start with this filter')
    .option('--run <run-id>', 'start with this run open: its id, or a part of it')
    .option('--notify', notifyHelp)
    .option('--linear', linearHelp);
  addExamples(program, {
    runlens: 'the runs of this project',
    'runlens ../shop': 'the runs of another project',
    'runlens https://runs.example.com': 'the runs of a server',
    'runlens restate:http://localhost:9070': 'the runs of an engine',
    'runlens --target shop,cloud': 'the runs of two targets in one list',
    "runlens --filter 'status:failed since:24h'": '',
    'runlens run_01M8PXNAJ6': 'opens the run whose id begins so',
    'runlens demo': 'a sample store to look around in',
    'runlens history list --status failed -o tsv': 'for scripts',
  });
  return program.action(async (location: string | undefined, flags: Flags) => {
    const { target, insecure, filter, run, notify } = flags;
    const named = { ...placeOf(location, { target, run }), isInsecure: insecure, filter };
    try {
      done(await runInspect({ ...named, isNotifying: notify }, context));
    } catch (error) {
      if (location === undefined || named.target !== location || !(error instanceof UnknownTarget))
        throw error;
      const { unknownCommand } = await import('./unknown-command.ts');
      throw unknownCommand(program, location, error);
    }
  });
}

export function placeOf(
  location: string | undefined,
  { target, run }: Pick<Flags, 'target' | 'run'>,
): Pick<InspectorArgs, 'target' | 'runId'> {
  if (location === undefined) return { target, runId: run };
  const isRun = looksLikeRun(location);
  const other = isRun ? run : target;
  if (other === undefined) return isRun ? { target, runId: location } : { target: location, runId: run };
  const what = isRun ? 'runs' : 'targets';
  throw new InspectorError('usage', `two ${what} are named: ${location} and ${other}`);
}

const rowsAsText = 50;
/** A server that takes longer is waited for on the screen. */
const screenPatienceMs = 1_000;

export async function runInspect(args: InspectorArgs, context: Context): Promise<number> {
  const { target: named, isInsecure, filter, runId, isNotifying } = args;
  const query = filter === undefined ? emptyQuery : await parseFilterOption(filter);
  const target = await resolveTarget(named, context, { isInsecure }).catch(error => {
    if (error instanceof OnlyAddresses && hasScreen(context)) return undefined;
    throw error;
  });
  if (!target) return chooseOnScreen({ context, filter, runId, isNotifying });
  const patience = hasScreen(context) ? { longestMs: screenPatienceMs } : {};
  const inspect = async (store: RunStore): Promise<number> => {
    await refuseUnknownStatus(store, query, context);
    if (hasScreen(context)) {
      const { openScreen } = await import('./open-screen.ts');
      return openScreen({ store, context, filter, runId, isNotifying });
    }
    if (isNotifying) writeNotice('runlens: --notify does nothing without the screen', context);
    const { printTable, printDetail } = await import('./print-as-text.ts');
    const more = `the newest ${rowsAsText} are shown: "runlens history list" lists more`;
    if (runId === undefined) await printTable(store, { query, rows: rowsAsText, more }, context);
    else await printDetail(store, runId, context);
    return exitCodes.ok;
  };
  return withOpenedStore(target, context, inspect, patience);
}

/** Opens the screen on the list of targets: none is opened before the user chooses it. */
async function chooseOnScreen(request: Omit<ScreenRequest, 'store'>): Promise<number> {
  const [{ openScreen }, { createUnopenedStore }] = await Promise.all([
    import('./open-screen.ts'),
    import('./unopened-store.ts'),
  ]);
  return openScreen({ ...request, store: createUnopenedStore(), runId: undefined, isChoosing: true });
}

async function parseFilterOption(filter: string) {
  const { parseFilter } = await import('../../model/query/parse/parse-query.ts');
  return parseFilter(filter);
}
