import type { CopyChoice } from '../../model/report/copy-choices.ts';
import type { Command } from '../shell/command.ts';
import type { SessionContext } from '../shell/session-context.ts';
import { sharedKey } from '../shell/shared-commands.ts';
import { hasMarks, markedRuns, noChoiceReason, noRunReason } from '../table/picked-run.ts';
import { copiesOf, copyChoice, openComplete } from './copy.ts';
import { copyMarked } from './copy-marked.ts';
import { openCopyMenu } from './copy-menu.ts';
import { writeText } from './write-copy.ts';

const ofRun = { where: ['table', 'detail'], group: 'Act', waits: true } as const;

export const copyCommands: readonly Command[] = [
  {
    ...ofRun,
    ...sharedKey('copy'),
    disabled: noChoiceReason,
    hint: { rank: state => (hasMarks(state) ? 14 : 70) },
    run: copyFocused,
  },
  { ...ofRun, ...sharedKey('copy-menu'), disabled: noChoiceReason, hint: {}, run: openCopyMenu },
  {
    ...ofRun,
    id: 'pager',
    keys: ['o'],
    label: 'pager',
    help: 'open what is under the cursor in the pager',
    disabled: noRunReason,
    run: context => openFocused(context, 'pager'),
  },
  {
    ...ofRun,
    id: 'editor',
    keys: ['O'],
    label: 'editor',
    help: 'open what is under the cursor in the editor',
    isRare: true,
    disabled: noRunReason,
    run: context => openFocused(context, 'editor'),
  },
];

/** Copies the focused part of the detail; in the table the ids of the marked runs, or the run's id. */
function copyFocused(context: SessionContext): void {
  const state = context.getState();
  if (hasMarks(state)) return copyMarked(context, 'id', markedRuns(state.list));
  const [first] = copiesOf(state);
  if (first) copyChoice(context, first);
}

type Program = 'pager' | 'editor';

/** Opens the focused part of the detail in a pager or an editor, else the whole run. */
function openFocused(context: SessionContext, program: Program): void {
  const focused = copiesOf(context.getState()).find(({ id }) => id === 'focus');
  if (focused) return openOutside(context, focused, program);
  openComplete(context, choice => openOutside(context, choice, program));
}

/** A pager gets text that is safe for a terminal, an editor the recorded text. */
function openOutside(context: SessionContext, { id, label, source }: CopyChoice, program: Program): void {
  const { screen, detail } = context.getState();
  const { effects } = context;
  const isYaml = screen === 'detail' && detail?.look.format === 'yaml';
  const work = { id, sources: [source], isSanitized: program === 'pager' };
  writeText(context, { label, work }, ({ text }) =>
    program === 'pager' ? effects.openPager(text) : effects.openEditor(text, isYaml ? '.yaml' : '.json'),
  );
}
