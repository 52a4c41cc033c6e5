import { capabilitiesFor } from '../../contract/capabilities.ts';
import type { Verb, VerbInput } from '../../contract/verbs.ts';
import { findJsonFault } from '../../model/payload/json-fault.ts';
import { tryParseJson } from '../../model/payload/json-text.ts';
import { toJsonText } from '../../model/payload/payload-text.ts';
import { type RunSummary, runAddress } from '../../model/run.ts';
import { capitalize } from '../../model/text/formats.ts';
import { redactText } from '../../model/text/redact.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { truncateText } from '../../model/text/width.ts';
import { remotePlace } from '../../operations/acts/consent.ts';
import { type FoundRun, toFoundRun } from '../../operations/acts/find-runs.ts';
import { inputRefusal, performVerb, verbText } from '../../operations/acts/perform-verb.ts';
import { memberOf, unsupportedText } from '../../operations/target-refusal.ts';
import { type DialogBinding, type Drawing, defineDialog, type Look } from '../dialogs/define-dialog.ts';
import { defineMenu, type Menu } from '../dialogs/menu.ts';
import { type Answering, answerLine, defineQuestion, unanswered } from '../dialogs/question.ts';
import { changeLine, editedText, type LineAction, lineOf, type TextLine } from '../dialogs/text-line.ts';
import { wrapText } from '../paint/wrap-text.ts';
import { type Command, nameCommands } from '../shell/keymap.ts';
import { dialogRoom } from '../shell/layout.ts';
import type { SessionContext, State } from '../shell/state.ts';
import { errorText } from '../shell/status-lines.ts';
import { chosenRuns, noChoiceReason } from '../table/picked-run.ts';
import { caseKeeper, hintOf } from './act-on-one.ts';
import { placeLine } from './act-question-lines.ts';
import { cutLines, savedBefore } from './act-question-notes.ts';

type VerbMenu = Menu<'verb-menu'> & { readonly run: RunSummary; readonly verbs: readonly Verb[] };

export const verbMenu = defineMenu<VerbMenu>({
  type: 'verb-menu',
  isWide: true,
  choose: ({ run, verbs }, id, context) => {
    const verb = verbs.find(one => one.id === id);
    if (!verb) return undefined;
    return () => {
      if (verb.input) verbInput.open(context, createVerbInput(run, verb, verb.input));
      else askToPerform(context, { run, verb });
    };
  },
});

const act = nameCommands({ where: ['table', 'detail'], group: 'Act' });

export const verbCommand: Command = {
  ...act('more-acts', 'D', 'do more', 'choose what else its engine can do to the run'),
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
  if (!run) return;
  const verbs = verbsFor(state, run).filter(({ isFor }) => isFor(run));
  verbMenu.open(context, createVerbMenu(run, verbs));
}

function verbsFor({ store }: State, { target }: RunSummary): readonly Verb[] {
  return capabilitiesFor(store.can, target).verbs ?? [];
}

function whyNoVerb(state: State): string | undefined {
  const [run, ...others] = chosenRuns(state);
  if (!run) return undefined;
  const verbs = verbsFor(state, run);
  if (verbs.length === 0) return unsupportedText(state.store.target, 'verb', runAddress(run));
  if (others.length > 0) return 'this acts on one run at a time: mark one run, or none';
  if (verbs.some(({ isFor }) => isFor(run))) return undefined;
  return `nothing more can be done to ${run.name}: ${verbs.map(({ label, of }) => `${label} is for ${of}`).join(', ')}`;
}

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
    ],
    edits: editField,
  },
  lines: drawVerbInput,
});

export function createVerbInput(run: RunSummary, verb: Verb, input: VerbInput): VerbInputForm {
  const name = lineOf(input.nameFor?.(run) ?? '');
  const field = name.text === '' ? 'name' : 'payload';
  return { type: 'verb-input', run, verb, input, field, name, payload: lineOf('') };
}

function editField(form: VerbInputForm, action: LineAction): VerbInputForm {
  return { ...form, [form.field]: changeLine(form[form.field], action), fault: undefined };
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
  const title = `${capitalize(verb.label)} · ${safeLine(run.name)}`;
  return { title: theme.bold(title), lines, width };
}

type Sent = { readonly name?: string; readonly payload?: unknown };

type Asked = { readonly run: RunSummary; readonly verb: Verb; readonly sent?: Sent };

type VerbQuestion = Answering & {
  readonly type: 'verb-question';
  readonly run: FoundRun;
  readonly verb: Verb;
  readonly sent?: Sent;
  readonly target: string;
  readonly host?: string;
};

export const verbQuestion = defineQuestion<VerbQuestion>({
  type: 'verb-question',
  asks: askingOf,
  enter: 'act',
  lines: drawVerbQuestion,
  onYes: perform,
});

function askToPerform(context: SessionContext, asked: Asked): void {
  verbQuestion.open(context, createVerbQuestion(context.getState(), asked));
}

export function createVerbQuestion({ store, now }: State, { run, verb, sent }: Asked): VerbQuestion {
  const { target } = store;
  const host = remotePlace(memberOf(target, runAddress(run)));
  const found = toFoundRun(run, now);
  return { type: 'verb-question', run: found, verb, sent, target: target.location, host, ...unanswered };
}

function askingOf({ verb }: VerbQuestion) {
  return { act: verb.label, runs: 1 };
}

function drawVerbQuestion(question: VerbQuestion, { state, theme }: Look): Drawing {
  const { width, height } = dialogRoom(state.size);
  const { run, verb } = question;
  const title = capitalize(verb.label);
  const [asked = '', ...about] = [
    `${title}: ${theme.bold(safeLine(run.name))}?`,
    `run     ${safeLine(run.id)}`,
    `status  ${safeLine(run.status)}`,
    ...sentLines(question),
  ].map(line => truncateText(line, width));
  const place = placeLine(question, run, { width, theme });
  const answer = answerLine(question, askingOf(question), width, theme);
  const room = height - about.length - 3;
  const wrapped = notesOf(verb).flatMap(note => wrapText(safeLine(note), width));
  const notes = cutLines(wrapped, room, width);
  const blank = room - notes.length >= 2 ? [''] : [];
  const warned = notes.map(note => theme.warning(note));
  const lines = [asked, ...blank, ...about, ...warned, place, ...blank, answer];
  return { title: theme.bold(title), lines, width };
}

/** What is lost comes first, as small windows cut the end. */
function notesOf({ notes, loses }: Verb): readonly string[] {
  if (loses === undefined) return notes;
  return [`It loses ${loses}.`, savedBefore, ...notes];
}

function sentLines({ verb: { input }, sent }: VerbQuestion): readonly string[] {
  if (!input) return [];
  const name = sent?.name ?? 'none';
  const payload = sent?.payload === undefined ? 'none' : toJsonText(sent.payload, { indent: 0 });
  const { hidden } = redactText(payload);
  const masked = hidden === 0 ? [] : ['        its secrets are masked here, and sent as typed'];
  return [`${input.name.padEnd(7)} ${safeLine(name)}`, `payload ${safeLine(payload)}`, ...masked];
}

/** Quitting waits for the answer, which the status line shows. */
function perform(context: SessionContext, { run, verb, sent = {} }: VerbQuestion): void {
  const { dispatch, say } = context;
  const store = context.store();
  dispatch({ type: 'marks-cleared' });
  say(`${verb.label}: asking the engine…`);
  context.finish(async () => {
    const outcome = await performVerb({
      ...{ store, address: run.address, verb: verb.id, ...sent, now: context.now() },
      keepCase: caseKeeper(context),
    });
    const isSent = outcome.type === 'done' || outcome.type === 'requested';
    const message = `${run.name}: ${verbText(verb.label, outcome)}`;
    say(errorText({ message, hint: hintOf(outcome) }), isSent ? 'info' : 'error');
    context.run(context.refreshAll);
  });
}
