import type { DoneAct } from '../../contract/done-act.ts';
import { formatAge } from '../../model/text/formats.ts';
import { copyText } from '../copy/copy.ts';
import { defineMenu, type Menu } from '../dialogs/menu.ts';
import { openRunById } from '../run/open-run-by-id.ts';
import { type Command, inProgram } from '../shell/keymap.ts';
import type { SessionContext } from '../shell/state.ts';

type ActsMenu = Menu<'acts-menu'> & { readonly acts: readonly DoneAct[] };

const mostShown = 200;

export const actsMenu = defineMenu<ActsMenu>({
  type: 'acts-menu',
  isWide: true,
  label: 'open the run',
  keys: [
    {
      keys: ['y'],
      label: 'copy command',
      help: 'copy the command that does the same',
      press: (menu, context) => {
        const act = menu.acts[menu.index];
        if (act) copyText(context, act.command, { label: 'command', hidden: 0 });
        return menu;
      },
    },
  ],
  choose: ({ acts }, id, context) => {
    const act = acts[Number(id)];
    return () => (act ? openRunOf(act, context) : undefined);
  },
});

export const doneCommand: Command = {
  ...inProgram('acts', 'H', 'acts', 'list what you did, with the command for each'),
  group: 'Act',
  run: context => context.run(() => openActs(context)),
};

async function openActs(context: SessionContext): Promise<void> {
  const { effects, say } = context;
  const { acts, problem } = await effects.doneActs();
  const [newest] = acts;
  if (!newest) return say('nothing was done from here yet');
  const now = effects.now();
  const items = acts.slice(0, mostShown).map((act, index) => ({
    id: String(index),
    label: `${formatAge(act.at, now)}  ${act.act} ${act.on}: ${act.outcome}`,
    hint: act.target,
  }));
  const title = problem === undefined ? 'What you did' : 'What you did, until this ends';
  actsMenu.open(context, { type: 'acts-menu', title, items, acts, index: 0 });
  if (problem !== undefined) say(problem, 'error');
}

function openRunOf({ act, on, target }: DoneAct, context: SessionContext): void {
  const { target: open } = context.store();
  const member = open.members?.find(({ location }) => location === target);
  if (notDoneToRuns.includes(act)) return context.say(`${act} ${on} was done to no single run`);
  if (!member && open.location !== target)
    return context.say(`that run is in ${target}: t opens another target`);
  openRunById(context, member ? `${member.name}/${on}` : on);
}

/** Any other act is done to a run, including those that only one engine has. */
const notDoneToRuns: readonly string[] = ['start', 'note', 'mute', 'unmark', 'prune'];
