import {
  isUnoffered,
  type Offers,
  offersFor,
  unofferedNotes,
  unofferedYet,
} from '../../contract/starts/offers.ts';
import type { RunSummary } from '../../model/run.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { truncateText } from '../../model/text/width.ts';
import type { Retried } from '../../operations/acts/find-retried.ts';
import { toFoundRun } from '../../operations/acts/find-runs.ts';
import type { Drawing, Look, Running } from '../dialogs/define-dialog.ts';
import { type Answering, choiceLine, defineQuestion, unanswered } from '../dialogs/question.ts';
import type { Theme } from '../paint/theme.ts';
import { wrapAtMost, wrapText } from '../paint/wrap-text.ts';
import { unlessAway } from '../shell/jobs.ts';
import { keyOf } from '../shell/keymap.ts';
import type { SessionContext } from '../shell/session-context.ts';
import { type DialogRoom, dialogRoom } from '../shell/window-size.ts';
import type { RunTarget } from './acting/acting.ts';
import { followOffers } from './follow-offers.ts';
import { type EditedInput, type ReadInput, readInputs } from './read-inputs.ts';
import { seeRetried, startAgain } from './start-again.ts';

/** Asks before a run is started once more. */
export type RunAgain = Answering & {
  readonly type: 'run-again';
  /** Fixed when the dialog opens. */
  readonly run: RunTarget;
  readonly target: string;
  /** The recorded one; absent until it is read. */
  readonly input?: ReadInput;
  /** Earlier retries as they were seen when the dialog opened; absent until they are read. */
  readonly retried?: Retried;
  /** Absent until that is known, and where it does not matter. */
  readonly offers?: readonly Offers[];
  /** What the editor made of the input. */
  readonly edited?: EditedInput;
};

declare module '../dialogs/overlay.ts' {
  interface Dialogs {
    readonly 'run-again': RunAgain;
  }
}

export function createRunAgain(asked: Pick<RunAgain, 'run' | 'target' | 'edited' | 'retried'>): RunAgain {
  return { type: 'run-again', ...asked, ...unanswered };
}

/** An answer is taken back while no program offers the workflow. */
export function offersRead(again: RunAgain, offers: readonly Offers[]): RunAgain {
  return { ...again, offers, choice: isUnoffered(again.run, offers) ? 'no' : again.choice };
}

export const runAgainQuestion = defineQuestion<RunAgain>({
  type: 'run-again',
  where: 'run again',
  answers: {
    yes: { label: 'yes, run again', help: 'yes: run it again' },
    no: { help: 'no: start nothing' },
    enter: { help: 'give the chosen answer, at first No' },
  },
  // The program that offers the workflow is waited for.
  reason: ({ run, offers }) =>
    isUnoffered(run, offers) ? unofferedNotes([run], offers, () => unofferedYet)[0]?.reason : undefined,
  shows: ['size'],
  lines: drawRunAgain,
  work: (context, running) => {
    const { opened, signal, update } = running;
    const { retried, edited } = opened;
    followOffers(context, signal, offers => update(again => offersRead(again, offers)));
    if (!retried) context.run(() => readRetried(context, running));
    if (edited === undefined || edited === 'unchanged') context.run(() => readInput(context, running));
    return undefined;
  },
  onYes: (context, again) => {
    context.dispatch({ type: 'marks-cleared' });
    startAgain(context, again);
  },
  onNo: ({ dispatch }, { edited }) => {
    const text = `the edited input is kept: ${keyOf('run-edited')} goes on with it`;
    if (typeof edited === 'object') dispatch({ type: 'noticed', text, tone: 'info' });
  },
});

/** Asks whether a run is to run again; `edited` is what the editor made of its input. */
export function askToRunAgain(context: SessionContext, chosen: RunSummary, edited?: EditedInput): void {
  const { now, store } = context.getState();
  const run = toFoundRun(chosen, now);
  const { location: target } = store.target;
  const retried = store.unanswered.get(run.address);
  runAgainQuestion.open(context, createRunAgain({ run, target, edited, retried }));
}

/** If they cannot be read now, they are read when it is confirmed. */
async function readRetried(context: SessionContext, { opened, update }: Running<RunAgain>): Promise<void> {
  const retried = await unlessAway(() => seeRetried(context, opened.run));
  if (retried) update(again => ({ ...again, retried }));
}

async function readInput(
  context: SessionContext,
  { opened, signal, update }: Running<RunAgain>,
): Promise<void> {
  await readInputs(context, [opened.run], {
    isWanted: () => !signal.aborted,
    onRead: (_, input) => update(again => ({ ...again, input })),
  });
}

function drawRunAgain(again: RunAgain, { state, theme }: Look): Drawing {
  const { run, target } = again;
  const room = dialogRoom(state.size);
  const warnings = warningLines(again, room);
  const isTight = room.height < lowHeight && warnings.length > 0;
  const place = `target  ${safeLine(run.target ?? target)}`;
  const answer = isUnoffered(run, again.offers) ? [] : [choiceLine('run again', again.choice, theme)];
  const end = [place, ...(isTight || answer.length === 0 ? [] : ['']), ...answer];
  const most = room.height + 1 - shortQuestion - end.length;
  const shownWarnings = warnings.slice(0, most).map(line => theme.warning(line));
  const question = questionLines(again, room, theme);
  const lines = [...(isTight ? shortened(question, again) : question), ...shownWarnings, ...end];
  return { title: theme.bold('Run again'), lines, width: room.width };
}

const lowHeight = 14;
const shortQuestion = 3;

/** What is asked, which run it is, and its input, or what was edited in it. */
function shortened(
  [question = '', , run = '', , input = '', edited = input]: readonly string[],
  { edited: edit }: RunAgain,
): readonly string[] {
  return [question, run, typeof edit === 'object' ? edited : input];
}

function questionLines(again: RunAgain, room: DialogRoom, theme: Theme): readonly string[] {
  const { run } = again;
  const input = inputOf(again);
  return [
    `Run ${theme.bold(safeLine(run.name))} again?`,
    '',
    `run     ${safeLine(run.id)}`,
    `status  ${safeLine(run.status)}`,
    `input   ${input === undefined ? 'reading…' : `${input.size}${editedWords(again)}`}`,
    ...editedLines(again, room),
    ...previewLines(input, typeof again.edited === 'object' ? 'edited' : 'recorded', room, theme),
  ];
}

function inputOf({ edited, input }: RunAgain): ReadInput | undefined {
  return edited === undefined || edited === 'unchanged' ? input : edited.shown;
}

function editedWords({ edited }: RunAgain): string {
  return edited === 'unchanged' ? ', not changed in the editor' : '';
}

function editedLines({ edited }: RunAgain, { width }: DialogRoom): readonly string[] {
  if (typeof edited !== 'object') return [];
  return [truncateText(`edited  ${safeLine(edited.differs)}`, width)];
}

const indent = '        ';

function previewLines(
  input: ReadInput | undefined,
  made: 'edited' | 'recorded',
  { width, height }: DialogRoom,
  theme: Theme,
): readonly string[] {
  if (input?.preview === undefined) return [];
  const most = height > 12 ? 4 : 1;
  const whole = safeLine(input.preview, { maxLength: 4 * width, reveal: true });
  const shown = wrapAtMost(whole, width - indent.length, most);
  const secrets = input.hidden === 1 ? 'a secret is' : `${input.hidden} secrets are`;
  const note = input.hidden === 0 ? [] : [`${secrets} masked here, and sent as ${made}`];
  return [...shown, ...note].map(line => theme.dim(indent + line));
}

/** The warnings: why the start will be refused, and why an editor returned at once. */
function warningLines(again: RunAgain, { width }: DialogRoom): readonly string[] {
  const { run, offers } = again;
  const refusal = inputOf(again)?.refusal ?? offersFor(run, offers)?.refusal;
  const refused = refusal === undefined ? [] : [`it will be refused: ${refusal}`];
  const editor =
    again.edited === 'unchanged' ? ['an editor with a window of its own must wait, as code --wait does'] : [];
  const notes = unofferedNotes([run], offers, () => unofferedYet);
  const lines = [...refused, ...notes.flatMap(({ reason, hint }) => [reason, hint]), ...editor];
  return lines.flatMap(line => wrapText(line, width));
}
