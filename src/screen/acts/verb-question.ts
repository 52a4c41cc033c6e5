import type { Verb } from '../../contract/verbs.ts';
import { toJsonText } from '../../model/payload/payload-text.ts';
import { type RunSummary, runAddress } from '../../model/run.ts';
import { redactText } from '../../model/text/redact.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { truncateText } from '../../model/text/width.ts';
import { remotePlace } from '../../operations/acts/consent.ts';
import { type FoundRun, toFoundRun } from '../../operations/acts/find-runs.ts';
import { performVerb, verbText } from '../../operations/acts/perform-verb.ts';
import { memberOf } from '../../operations/target-refusal.ts';
import type { Drawing, Look } from '../dialogs/define-dialog.ts';
import { type Answering, answerLine, defineQuestion, unanswered } from '../dialogs/question.ts';
import { wrapText } from '../paint/wrap-text.ts';
import { dialogRoom } from '../shell/layout.ts';
import type { SessionContext, State } from '../shell/state.ts';
import { errorText } from '../shell/status-message.ts';
import { caseKeeper } from './act-on-one.ts';
import { placeLine } from './act-question-lines.ts';
import { sentence } from './act-question-notes.ts';

/** What is sent to a run: an event or a message. */
type Sent = { readonly name?: string; readonly payload?: unknown };

type Asked = { readonly run: RunSummary; readonly verb: Verb; readonly sent?: Sent };

/** The question before a verb is performed on a run, which is fixed when it opens. */
type VerbQuestion = Answering & {
  readonly type: 'verb-question';
  readonly run: FoundRun;
  readonly verb: Verb;
  readonly sent?: Sent;
  readonly target: string;
  /** As in `ActQuestion`. */
  readonly host?: string;
};

export const verbQuestion = defineQuestion<VerbQuestion>({
  type: 'verb-question',
  asks: askingOf,
  enter: 'act',
  lines: drawVerbQuestion,
  onYes: perform,
});

export function askToPerform(context: SessionContext, asked: Asked): void {
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
  const title = sentence(verb.label);
  const above = [
    `${title}: ${theme.bold(safeLine(run.name))}?`,
    `run     ${safeLine(run.id)}`,
    `status  ${safeLine(run.status)}`,
    ...sentLines(question),
  ].map(line => truncateText(line, width));
  const below = [
    placeLine(question, run, { width, theme }),
    answerLine(question, askingOf(question), width, theme),
  ];
  const notes = notesOf(verb).flatMap(note => wrapText(safeLine(note), width));
  const room = height - above.length - below.length;
  const shown =
    notes.length <= room
      ? notes
      : [...notes.slice(0, room - 1), truncateText(`${notes[room - 1] ?? ''} …`, width)];
  const isLoose = room - shown.length >= 2;
  const blank = isLoose ? [''] : [];
  const [asked = '', ...rest] = above;
  const [place = '', answer = ''] = below;
  const warned = shown.map(note => theme.warning(note));
  return {
    title: theme.bold(title),
    lines: [asked, ...blank, ...rest, ...warned, place, ...blank, answer],
    width,
  };
}

/** What is lost comes first: small windows cut the others. */
function notesOf({ notes, loses }: Verb): readonly string[] {
  if (loses === undefined) return notes;
  const saved =
    'Before that, it is saved as it is in a new case file of this folder, with its secrets masked.';
  return [`It loses ${loses}.`, saved, ...notes];
}

function sentLines({ verb: { input }, sent }: VerbQuestion): readonly string[] {
  if (!input) return [];
  const name = sent?.name ?? 'none';
  const payload = sent?.payload === undefined ? 'none' : toJsonText(sent.payload, { indent: 0 });
  const { hidden } = redactText(payload);
  const masked = hidden === 0 ? [] : ['        its secrets are masked here, and sent as typed'];
  return [`${input.name.padEnd(7)} ${safeLine(name)}`, `payload ${safeLine(payload)}`, ...masked];
}

/** Quitting waits for it: the status line tells what became of it. */
function perform(context: SessionContext, { run, verb, sent = {} }: VerbQuestion): void {
  const { dispatch } = context;
  const store = context.store();
  dispatch({ type: 'marks-cleared' });
  dispatch({ type: 'noticed', text: `${verb.label}: asking the engine…`, tone: 'info' });
  context.finish(async () => {
    const outcome = await performVerb({
      ...{ store, address: run.address, verb: verb.id, ...sent, now: context.now() },
      keepCase: caseKeeper(context),
    });
    const isSent = outcome.type === 'done' || outcome.type === 'requested';
    const message = `${run.name}: ${verbText(verb.label, outcome)}`;
    const hint = 'hint' in outcome ? outcome.hint : 'error' in outcome ? outcome.error.hint : undefined;
    dispatch({ type: 'noticed', text: errorText({ message, hint }), tone: isSent ? 'info' : 'error' });
    context.run(context.refreshAll);
  });
}
