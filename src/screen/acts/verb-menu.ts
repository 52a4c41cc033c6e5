import { capabilitiesFor } from '../../contract/capabilities.ts';
import type { Verb } from '../../contract/verbs.ts';
import { type RunSummary, runAddress } from '../../model/run.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { unsupportedText } from '../../operations/target-refusal.ts';
import { defineMenu, type Menu } from '../dialogs/menu.ts';
import type { Command } from '../shell/command.ts';
import type { SessionContext } from '../shell/session-context.ts';
import type { State } from '../shell/state.ts';
import { chosenRuns, noChoiceReason } from '../table/picked-run.ts';
import { openVerbInput } from './verb-input.ts';
import { askToPerform } from './verb-question.ts';

/** What can be done to a run, which is fixed when the menu opens. */
type VerbMenu = Menu<'verb-menu'> & { readonly run: RunSummary; readonly verbs: readonly Verb[] };

declare module '../dialogs/overlay.ts' {
  interface Dialogs {
    readonly 'verb-menu': VerbMenu;
  }
}

export const verbMenu = defineMenu<VerbMenu>({
  type: 'verb-menu',
  isWide: true,
  choose: ({ run, verbs }, id, context) => {
    const verb = verbs.find(one => one.id === id);
    if (!verb) return undefined;
    return () =>
      verb.input ? openVerbInput(context, run, verb, verb.input) : askToPerform(context, { run, verb });
  },
});

export const verbCommand: Command = {
  id: 'more-acts',
  keys: ['D'],
  where: ['table', 'detail'],
  group: 'Act',
  label: 'do more',
  help: 'choose what else its engine can do to the run',
  waits: true,
  disabled: state => noChoiceReason(state) ?? whyNoVerb(state),
  hint: { rank: ({ screen }) => (screen === 'detail' ? 88 : 61) },
  run: openVerbMenu,
};

export function createVerbMenu(run: RunSummary, verbs: readonly Verb[]): VerbMenu {
  const items = verbs.map(({ id, label, notes: [hint] }) => ({ id, label, hint }));
  return { type: 'verb-menu', title: `Do more · ${safeLine(run.name)}`, items, index: 0, run, verbs };
}

function openVerbMenu(context: SessionContext): void {
  const state = context.getState();
  const [run] = chosenRuns(state);
  if (run)
    verbMenu.open(
      context,
      createVerbMenu(
        run,
        verbsFor(state, run).filter(({ isFor }) => isFor(run)),
      ),
    );
}

function verbsFor({ store }: State, { target }: RunSummary): readonly Verb[] {
  return capabilitiesFor(store.can, target).verbs ?? [];
}

/** Why nothing more can be done to the run, with what can be done to others. */
function whyNoVerb(state: State): string | undefined {
  const [run, ...others] = chosenRuns(state);
  if (!run) return undefined;
  const verbs = verbsFor(state, run);
  if (verbs.length === 0) return unsupportedText(state.store.target, 'verb', runAddress(run));
  if (others.length > 0) return 'this acts on one run at a time: mark one run, or none';
  if (verbs.some(({ isFor }) => isFor(run))) return undefined;
  return `nothing more can be done to ${run.name}: ${verbs.map(({ label, of }) => `${label} is for ${of}`).join(', ')}`;
}
