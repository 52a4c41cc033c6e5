import type { Verb, VerbInput } from '../../contract/verbs.ts';
import { findJsonFault } from '../../model/payload/json-fault.ts';
import { tryParseJson } from '../../model/payload/json-text.ts';
import type { RunSummary } from '../../model/run.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { truncateText } from '../../model/text/width.ts';
import { inputRefusal } from '../../operations/acts/perform-verb.ts';
import { type Drawing, defineDialog, type Look } from '../dialogs/define-dialog.ts';
import type { DialogBinding } from '../dialogs/dialog-keys.ts';
import { changeLine, editedText, lineKeys, lineOf, type TextLine } from '../dialogs/text-line.ts';
import type { SessionContext } from '../shell/session-context.ts';
import { dialogRoom } from '../shell/window-size.ts';
import { sentence } from './act-question-notes.ts';
import { askToPerform } from './verb-question.ts';

/** The name and the payload of what is sent to a run, while they are typed. */
type VerbInputForm = {
  readonly type: 'verb-input';
  readonly run: RunSummary;
  readonly verb: Verb;
  readonly input: VerbInput;
  readonly field: 'name' | 'payload';
  readonly name: TextLine;
  readonly payload: TextLine;
  /** Why it cannot be sent as it is. */
  readonly fault?: string;
};

declare module '../dialogs/overlay.ts' {
  interface Dialogs {
    readonly 'verb-input': VerbInputForm;
  }
}

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
  shows: ['size'],
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
