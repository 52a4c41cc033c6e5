import { capabilitiesFor } from '../../contract/capabilities.ts';
import type { Verb, VerbInput } from '../../contract/verbs.ts';
import { findJsonFault } from '../../model/payload/json-fault.ts';
import { tryParseJson } from '../../model/payload/json-text.ts';
import { type RunSummary, runAddress } from '../../model/run.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { truncateText } from '../../model/text/width.ts';
import { inputRefusal } from '../../operations/acts/perform-verb.ts';
import { unsupportedText } from '../../operations/target-refusal.ts';
import { type DialogBinding, type Drawing, defineDialog, type Look } from '../dialogs/define-dialog.ts';
import { defineMenu, type Menu } from '../dialogs/menu.ts';
import { changeLine, editedText, lineKeys, lineOf, type TextLine } from '../dialogs/text-line.ts';
import type { Command } from '../shell/keymap.ts';
import { dialogRoom } from '../shell/layout.ts';
import type { SessionContext, State } from '../shell/state.ts';
import { chosenRuns, noChoiceReason } from '../table/picked-run.ts';
import { sentence } from './act-question-notes.ts';
import { askToPerform } from './verb-question.ts';

/** What can be done to a run, which is fixed when the menu opens. */
type VerbMenu = Menu<'verb-menu'> & { readonly run: RunSummary; readonly verbs: readonly Verb[] };

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

/** The name and the payload of what is sent to a run, while they are typed. */
type VerbInputForm = {
  readonly type: 'verb-input';
  readonly run: RunSummary;
  readonly verb: Verb;
  readonly input: VerbInput;
  readonly field: 'name' | 'payload';
  readonly name: TextLine;
  readonly payload: TextLine;
  readonly fault?: string;
};

const line = lineKeys<VerbInputForm>((form, action) => ({
  ...form,
  [form.field]: changeLine(form[form.field], action),
  fault: undefined,
}));

const otherField: DialogBinding<VerbInputForm> = {
  keys: ['tab', 'shift+tab', 'up', 'down'],
  label: 'other line',
  help: 'to the name, or to the payload',
  press: form => ({ ...form, field: form.field === 'name' ? 'payload' : 'name' }),
};

export const verbInput = defineDialog<VerbInputForm>({
  type: 'verb-input',
  typed: form => ({ name: form.field, line: form[form.field] }),
  keys: {
    where: 'what is sent to a run',
    bindings: [
      { keys: ['enter'], label: 'go on', help: 'go on to the question', press: goOn },
      otherField,
      { keys: ['escape'], label: 'close', help: 'close and send nothing', press: () => undefined },
      ...line.bindings,
    ],
    type: line.type,
  },
  lines: drawVerbInput,
});

export function createVerbInput(run: RunSummary, verb: Verb, input: VerbInput): VerbInputForm {
  const name = lineOf(input.nameFor?.(run) ?? '');
  const field = name.text === '' ? 'name' : 'payload';
  return { type: 'verb-input', run, verb, input, field, name, payload: lineOf('') };
}

export function openVerbInput(context: SessionContext, run: RunSummary, verb: Verb, input: VerbInput): void {
  verbInput.open(context, createVerbInput(run, verb, input));
}

function goOn(form: VerbInputForm, context: SessionContext) {
  const { run, verb, name, payload } = form;
  const text = payload.text.trim();
  const found = text === '' ? undefined : findJsonFault(text);
  const sent = {
    ...(name.text.trim() === '' ? {} : { name: name.text.trim() }),
    ...(text === '' ? {} : { payload: tryParseJson(text) }),
  };
  const fault = found
    ? `no JSON at column ${found.column}: ${found.message}; a text needs its quotes`
    : inputRefusal(verb, sent);
  if (fault !== undefined) return { ...form, fault };
  return () => askToPerform(context, { run, verb, sent });
}

const labelColumns = 8;

function drawVerbInput(form: VerbInputForm, { state, theme }: Look): Drawing {
  const { width } = dialogRoom(state.size);
  const { run, verb, input, fault } = form;
  const row = (field: VerbInputForm['field'], label: string, ghost: string): string => {
    const isEdited = form.field === field;
    const { text } = form[field];
    const left = width - labelColumns;
    const plain = text === '' ? theme.dim(ghost) : truncateText(safeLine(text, { reveal: true }), left);
    const shown = isEdited ? editedText(form[field], text === '' ? ghost : '', left, theme) : plain;
    return `${(isEdited ? theme.accent : theme.dim)(label.padEnd(labelColumns))}${shown}`;
  };
  const lines = [
    row('name', input.name, input.isNameOptional ? 'none' : `the name of the ${input.name}`),
    row('payload', 'payload', 'JSON, such as {"approved": true}; empty for none'),
    ...(fault === undefined ? [] : [theme.error(truncateText(safeLine(fault), width))]),
  ];
  const title = `${sentence(verb.label)} · ${safeLine(run.name)}`;
  return { title: theme.bold(title), lines, width };
}
