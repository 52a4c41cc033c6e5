import { describeNotOffered } from '../../contract/not-offered.ts';
import { formatCount } from '../../model/text/formats.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { displayWidth, truncateMiddle, truncateText } from '../../model/text/width.ts';
import type { RunTarget } from '../../state/acts/run-target.ts';
import type { ReadInput } from '../../state/again/read-input.ts';
import { wrapText } from '../../state/detail/outline/wrap-text.ts';
import type { Theme } from '../theme.ts';
import { DialogBox, type DialogProps, dialogRoom } from './dialog-box.tsx';

type Again = DialogProps<'run-again'>['overlay'];
type Room = ReturnType<typeof dialogRoom>;

export function RunAgainDialog({ overlay, state, theme, painter }: DialogProps<'run-again'>) {
  const { runs, choice, target } = overlay;
  const room = dialogRoom(state.size);
  const [first, ...others] = runs;
  const isOne = first !== undefined && others.length === 0;
  const mayHaveHook = state.store.target.kind === 'http' || state.store.target.members !== undefined;
  const warnings = warningLines(overlay, room, mayHaveHook);
  const isTight = room.height < lowHeight && warnings.length > 0;
  const place = `target  ${safeLine(isOne ? (first.target ?? target) : target)}`;
  const end = [place, ...(isTight ? [] : ['']), answers(choice, theme)];
  const most = room.height + 1 - shortQuestion - end.length;
  const shownWarnings = warnings.slice(0, most).map(line => theme.warning(line));
  const question = isOne
    ? oneRun(overlay, first, room, theme)
    : severalRuns(overlay, room, shownWarnings.length + end.length);
  const lines = [...(isTight && isOne ? shortened(question) : question), ...shownWarnings, ...end];
  const title = theme.bold('Run again');
  return <DialogBox title={title} lines={lines} width={room.width} size={state.size} painter={painter} />;
}

const lowHeight = 14;
const shortQuestion = 3;

/** What is asked, which run it is, and its input. */
function shortened([question = '', , run = '', , input = '']: readonly string[]): readonly string[] {
  return [question, run, input];
}

function oneRun(again: Again, run: RunTarget, room: Room, theme: Theme): readonly string[] {
  const input = inputOf(again, run);
  return [
    `Run ${theme.bold(safeLine(run.name))} again?`,
    '',
    `run     ${safeLine(run.id)}`,
    `status  ${safeLine(run.status)}`,
    `input   ${input === undefined ? 'reading…' : `${input.size}${editedWords(again)}`}`,
    ...previewLines(input, typeof again.edited === 'object' ? 'edited' : 'recorded', room, theme),
  ];
}

function inputOf({ edited, inputs }: Again, { address }: RunTarget): ReadInput | undefined {
  return edited === undefined || edited === 'unchanged' ? inputs.get(address) : edited.shown;
}

function editedWords({ edited }: Again): string {
  if (edited === undefined) return '';
  return edited === 'unchanged' ? ', not changed in the editor' : ', edited';
}

const indent = '        ';

function previewLines(
  input: ReadInput | undefined,
  made: 'edited' | 'recorded',
  { width, height }: Room,
  theme: Theme,
): readonly string[] {
  if (input?.preview === undefined) return [];
  const most = height > 12 ? 4 : 1;
  const whole = safeLine(input.preview, { maxLength: 4 * width, reveal: true });
  const wrapped = wrapText(whole, width - indent.length);
  const shown = wrapped.slice(0, most);
  if (wrapped.length > most)
    shown[most - 1] = truncateText(`${shown[most - 1] ?? ''}…`, width - indent.length);
  const secrets = input.hidden === 1 ? 'a secret is' : `${input.hidden} secrets are`;
  const note = input.hidden === 0 ? [] : [`${secrets} masked here, and sent as ${made}`];
  return [...shown, ...note].map(line => theme.dim(indent + line));
}

const linesBesideRuns = 4;

function severalRuns(again: Again, { width, height }: Room, linesBelow: number): readonly string[] {
  const { runs } = again;
  const most = Math.max(1, height - linesBesideRuns - linesBelow);
  const shown = runs.slice(0, most).map(run => runOfSeveral(run, inputOf(again, run), width));
  const more = runs.length > most ? [`… and ${formatCount(runs.length - most)} more`] : [];
  return [`Run ${formatCount(runs.length)} runs again, each with its recorded input?`, '', ...shown, ...more];
}

const leastId = 12;

function runOfSeveral({ name, address }: RunTarget, input: ReadInput | undefined, width: number): string {
  const shownName = truncateText(safeLine(name), Math.floor(width / 3));
  const size = input?.size ?? '';
  const id = truncateMiddle(
    safeLine(address),
    Math.max(leastId, width - displayWidth(`· ${shownName}    ${size}`)),
  );
  return truncateText(`· ${shownName}  ${id}  ${size}`, width);
}

/** What will be refused, and what is left out. */
function warningLines(again: Again, { width }: Room, mayHaveHook: boolean): readonly string[] {
  const { runs, sessions } = again;
  const refused = runs.flatMap(run => inputOf(again, run)?.refusal ?? []);
  const [reason] = refused;
  const isOne = runs.length === 1;
  const subject = isOne ? 'it' : `${formatCount(refused.length)} of them`;
  const refusal = reason === undefined ? [] : [`${subject} will be refused: ${reason}`];
  const left =
    sessions === 1 ? '1 session of an agent is' : `${formatCount(sessions)} sessions of agents are`;
  const leftOut = sessions === 0 ? [] : [`${left} left out`];
  const editor =
    again.edited === 'unchanged' ? ['an editor with a window of its own must wait, as code --wait does'] : [];
  return [...refusal, ...offerLines(again, mayHaveHook), ...leftOut, ...editor].flatMap(line =>
    wrapText(line, width),
  );
}

/** Nobody begins it where no running program offers its workflow, unless a server has a start URL. */
function offerLines({ runs, offered }: Again, mayHaveHook: boolean): readonly string[] {
  if (!offered) return [];
  const names = new Set(runs.map(({ name }) => name).filter(name => !offered.includes(name)));
  const [first] = names;
  if (first === undefined) return [];
  const { reason, hint } = describeNotOffered(first, offered);
  const more = names.size > 1 ? `, nor ${names.size - 1} more of these workflows` : '';
  const otherwise = mayHaveHook
    ? 'only a program behind the server (serve --start-url) could start it'
    : 'a start is refused';
  return [`${reason}${more}: ${otherwise}`, hint];
}

function answers(choice: Again['choice'], theme: Theme): string {
  const yes = ' Yes, run again ';
  const no = ' No ';
  return choice === 'yes' ? `  ${no}  ${theme.inverse(`[${yes}]`)}` : ` ${theme.inverse(`[${no}]`)}  ${yes} `;
}
