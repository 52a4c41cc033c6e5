import type { Command } from 'commander';
import type { DoneAct } from '../../contract/done-act.ts';
import { formatAge, toIsoTime } from '../../model/text/formats.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { resolveTarget } from '../../targets/resolve-target.ts';
import type { Context, Runner } from '../context/context.ts';
import { exitCodes } from '../context/exit-codes.ts';
import { addExamples } from '../options/examples.ts';
import { addDataOptions, type DataOptions, dataOptionsOf } from '../options/output-options.ts';
import { parseCount } from '../options/parse-value.ts';
import { createListPrinter, type ListShape } from '../print/print-list.ts';
import { writeNotice } from '../print/write.ts';

type Flags = { readonly limit: number };

export function declareCommand(program: Command, { context, done }: Runner): Command {
  const command = program
    .command('acts')
    .description('list what you did to runs and groups from here, newest first, with the command for each')
    .option('--limit <count>', 'at most this many', parseCount, 50);
  addDataOptions(command);
  addExamples(command, {
    'runlens acts': 'on every target',
    'runlens acts --target cloud --limit 5': '',
    'runlens acts --json': '',
  });
  return command.action(async (flags: Flags) =>
    done(await runActs({ ...flags, ...dataOptionsOf(command, context) }, context)),
  );
}

async function runActs({ limit, output, target }: Flags & DataOptions, context: Context): Promise<number> {
  const all = await context.acts.list();
  const places = target.named === undefined ? undefined : await placesOf(target.named, context);
  const acts = all.filter(act => places?.includes(act.target) ?? true);
  const printer = createListPrinter(actShape(context), output, context);
  await printer.add(acts.slice(0, limit));
  await printer.end();
  if (acts.length === 0) writeNotice('nothing was done from here yet', context);
  if (acts.length > limit) writeNotice(`${acts.length - limit} older ones: see --limit`, context);
  return exitCodes.ok;
}

async function placesOf(named: string, context: Context): Promise<readonly string[]> {
  const { info } = await resolveTarget(named, context, {});
  return (info.members ?? [info]).map(({ location }) => location);
}

function actShape({ now }: Pick<Context, 'now'>): ListShape<DoneAct> {
  return {
    toJson: ({ at, ...act }) => ({ at: toIsoTime(at), ...act }),
    tsv: ['at', 'target', 'act', 'on', 'outcome', 'command'],
    toTable: async acts => acts.flatMap(act => linesOf(act, now())),
  };
}

/** The command has a line of its own, whole, to be copied. */
function linesOf({ at, act, on, outcome, target, command }: DoneAct, now: number): readonly string[] {
  return [
    safeLine(`${formatAge(at, now)}  ${act} ${on}: ${outcome}  (${target})`),
    safeLine(`    ${command}`),
  ];
}
