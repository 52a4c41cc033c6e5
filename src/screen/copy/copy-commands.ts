import type { CopyChoice, CopyChoiceId } from '../../model/report/copy-choices.ts';
import type { Run, RunSummary } from '../../model/run.ts';
import { countOf } from '../../model/text/formats.ts';
import type { Running } from '../dialogs/define-dialog.ts';
import { defineMenu, type Menu } from '../dialogs/menu.ts';
import type { MenuItem } from '../shell/effects.ts';
import { type Command, nameCommands } from '../shell/keymap.ts';
import { sharedKey } from '../shell/shared-commands.ts';
import type { SessionContext, State } from '../shell/state.ts';
import { hasMarks, markedRuns, noChoiceReason, noRunReason, pickedRun } from '../table/picked-run.ts';
import {
  copiesOf,
  copyChoice,
  copyComplete,
  needsCompleteRun,
  needsWholeRun,
  openComplete,
  refuseCopy,
  writeText,
} from './copy.ts';
import { caseItem, copyMarked, markedItems, reportItem, saveCase, saveReport } from './copy-marked.ts';
import { readOfGroup, readWholeRun, wholeIfKnown, withTrace } from './whole-run.ts';

const ofRun = { where: ['table', 'detail'], waits: true } as const;
const outside = nameCommands({ ...ofRun, group: 'Act', disabled: noRunReason });

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
    ...outside('pager', 'o', 'pager', 'open what is under the cursor in the pager'),
    run: context => openFocused(context, 'pager'),
  },
  {
    ...outside('editor', 'O', 'editor', 'open what is under the cursor in the editor'),
    isRare: true,
    run: context => openFocused(context, 'editor'),
  },
];

function copyFocused(context: SessionContext): void {
  const state = context.getState();
  if (hasMarks(state)) return copyMarked(context, 'id', markedRuns(state.list));
  const [first] = copiesOf(state);
  if (first) copyChoice(context, first);
}

type Program = 'pager' | 'editor';

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

type CopyMenu = Menu<'copy-menu'> & { readonly source: CopySource };

/** `run` is whole once it is read. */
type CopySource =
  | { readonly type: 'run'; readonly run: RunSummary | Run }
  | { readonly type: 'marked'; readonly runs: readonly RunSummary[] };

export const copyMenu = defineMenu<CopyMenu>({
  type: 'copy-menu',
  hasDigits: true,
  choose: (menu, id, context) => () => chooseCopy(context, id, menu.source),
  work: (context, running) => {
    context.run(() => readWhole(context, running));
    return undefined;
  },
});

async function readWhole(context: SessionContext, { opened, signal, update, close }: Running<CopyMenu>) {
  const { source } = opened;
  if (source.type === 'marked' || wholeIfKnown(context.getState(), source.run) === source.run) return;
  try {
    const run = await readWholeRun(context, source.run, 'nothing is copied');
    const items = itemsOf(context.getState(), run);
    update(menu => ({ ...menu, source: { type: 'run', run }, items }));
  } catch (error) {
    if (signal.aborted) return;
    close();
    throw error;
  }
}

/** Opens at once, so that keys typed ahead move in it; what is missing is read meanwhile. */
function openCopyMenu(context: SessionContext): void {
  const state = context.getState();
  if (hasMarks(state)) return openMarkedMenu(context, markedRuns(state.list));
  const picked = pickedRun(state);
  if (!picked) return;
  const whole = wholeIfKnown(state, picked);
  open(context, 'Copy', { type: 'run', run: whole ?? picked }, itemsOf(state, whole ?? picked));
}

/** The digits are the same for one run and for several. The focused part, the first, has `y`. */
const keys: Readonly<Partial<Record<string, string>>> = {
  id: '1',
  input: '2',
  output: '3',
  error: '4',
  'run-json': '5',
  'run-yaml': '6',
  command: '7',
  'get-command': '8',
  note: '9',
  case: '0',
} satisfies Record<Exclude<CopyChoiceId, 'focus'> | 'case', string>;

function openMarkedMenu(context: SessionContext, runs: readonly RunSummary[]) {
  const items = markedItems(runs.length).map(({ id, item }) => ({ id, label: item, key: keys[id] }));
  const title = `Copy from ${countOf(runs.length, 'marked run')}`;
  open(context, title, { type: 'marked', runs }, items);
}

function open(context: SessionContext, title: string, source: CopySource, items: readonly MenuItem[]): void {
  copyMenu.open(context, { type: 'copy-menu', title, source, items, index: 0 });
}

function itemsOf(state: State, run: RunSummary | Run): readonly MenuItem[] {
  const copies = copiesOf(state, run).map(({ id, label, reason: hint }) =>
    hint === undefined ? { id, label, key: keys[id] } : { id, label, key: keys[id], hint },
  );
  return [...copies, { id: caseItem.id, label: caseItem.item, key: keys[caseItem.id] }, reportItem];
}

function chooseCopy(context: SessionContext, id: string, source: CopySource): void {
  if (source.type === 'marked') return copyMarked(context, id, source.runs);
  const { run } = source;
  if (id === caseItem.id) return saveCase(context, [run]);
  if (id === reportItem.id) return saveReport(context, run);
  if (!needsWholeRun(id)) return copyOf(context, id, run);
  if (needsCompleteRun(id)) return copyComplete(context, id, run);
  if ('usage' in run && id !== 'note') return copyOf(context, id, run);
  context.run(async () => {
    const whole = 'usage' in run ? run : await readWholeRun(context, run, 'nothing is copied');
    if (id !== 'note') return copyOf(context, id, whole);
    // A note also has the trace and what is known of the group.
    const noted = await withTrace(context, whole);
    copyOf(context, id, noted, await readOfGroup(context, noted));
  });
}

function copyOf(
  context: SessionContext,
  id: string,
  run: RunSummary | Run,
  known: Awaited<ReturnType<typeof readOfGroup>> = {},
): void {
  const choice = copiesOf(context.getState(), run).find(one => one.id === id);
  if (choice?.reason !== undefined) refuseCopy(context, choice);
  else if (choice) copyChoice(context, { ...choice, source: { ...choice.source, ...known } });
}
