import type { DoneAct } from '../../contract/done-act.ts';
import { formatAge, toIsoTime } from '../../model/text/formats.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { resolveTarget } from '../../targets/resolve-target.ts';
import type { Context } from '../context/context.ts';
import { type DataOptions, defineCommand } from '../options/define-command.ts';
import { parseCount } from '../options/parse-value.ts';
import { type ListShape, printList } from '../print/print-list.ts';
import { writeNotice } from '../print/write.ts';

type Options = DataOptions & { readonly limit: number };

export const acts = defineCommand({
  description: 'list what you did to runs and groups from here, newest first, with the command for each',
  declare: command => command.option('--limit <count>', 'at most this many', parseCount, 50),
  examples: {
    'runlens acts': 'on every target',
    'runlens acts --target cloud --limit 5': '',
    'runlens acts --json': '',
  },
  run: runActs,
});

async function runActs({ limit, output, target }: Options, context: Context): Promise<void> {
  const all = await context.acts.list();
  const places = target.named === undefined ? undefined : await placesOf(target.named, context);
  const listed = all.filter(act => places?.includes(act.target) ?? true);
  await printList(listed.slice(0, limit), actShape(context), output, context);
  if (listed.length === 0) writeNotice('nothing was done from here yet', context);
  if (listed.length > limit) writeNotice(`${listed.length - limit} older ones: see --limit`, context);
}

async function placesOf(named: string, context: Context): Promise<readonly string[]> {
  const { info } = await resolveTarget(named, context, {});
  return (info.members ?? [info]).map(({ location }) => location);
}

function actShape({ now }: Pick<Context, 'now'>): ListShape<DoneAct> {
  return {
    toJson: ({ at, ...act }) => ({ at: toIsoTime(at), ...act }),
    tsv: ['at', 'target', 'act', 'on', 'outcome', 'command'],
    table: rows => rows.flatMap(act => linesOf(act, now())),
  };
}

function linesOf({ at, act, on, outcome, target, command }: DoneAct, now: number): readonly string[] {
  return [
    safeLine(`${formatAge(at, now)}  ${act} ${on}: ${outcome}  (${target})`),
    safeLine(`    ${command}`),
  ];
}
