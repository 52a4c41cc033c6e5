import { isUnoffered, offersFor, unofferedNotes, unofferedYet } from '../../../contract/starts/offers.ts';
import { safeLine } from '../../../model/text/safe-text.ts';
import { truncateText } from '../../../model/text/width.ts';
import { choiceLine } from '../../dialogs/choice-line.ts';
import { DialogBox, type DialogProps } from '../../dialogs/dialog-box.tsx';
import type { Theme } from '../../paint/theme.ts';
import { wrapAtMost, wrapText } from '../../run/outline/wrap-text.ts';
import { dialogRoom } from '../../shell/window-size.ts';
import type { ReadInput } from './read-input.ts';

type Again = DialogProps<'run-again'>['overlay'];
type Room = ReturnType<typeof dialogRoom>;

export function RunAgainDialog({ overlay, state, theme, painter }: DialogProps<'run-again'>) {
  const { run, target } = overlay;
  const room = dialogRoom(state.size);
  const warnings = warningLines(overlay, room);
  const isTight = room.height < lowHeight && warnings.length > 0;
  const place = `target  ${safeLine(run.target ?? target)}`;
  const answer = isUnoffered(run, overlay.offers) ? [] : [choiceLine('run again', overlay.choice, theme)];
  const end = [place, ...(isTight || answer.length === 0 ? [] : ['']), ...answer];
  const most = room.height + 1 - shortQuestion - end.length;
  const shownWarnings = warnings.slice(0, most).map(line => theme.warning(line));
  const question = questionLines(overlay, room, theme);
  const lines = [...(isTight ? shortened(question, overlay) : question), ...shownWarnings, ...end];
  const title = theme.bold('Run again');
  return <DialogBox title={title} lines={lines} width={room.width} size={state.size} painter={painter} />;
}

const lowHeight = 14;
const shortQuestion = 3;

/** What is asked, which run it is, and its input, or what was edited in it. */
function shortened(
  [question = '', , run = '', , input = '', edited = input]: readonly string[],
  { edited: edit }: Again,
): readonly string[] {
  return [question, run, typeof edit === 'object' ? edited : input];
}

function questionLines(again: Again, room: Room, theme: Theme): readonly string[] {
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

function inputOf({ edited, input }: Again): ReadInput | undefined {
  return edited === undefined || edited === 'unchanged' ? input : edited.shown;
}

function editedWords({ edited }: Again): string {
  return edited === 'unchanged' ? ', not changed in the editor' : '';
}

function editedLines({ edited }: Again, { width }: Room): readonly string[] {
  if (typeof edited !== 'object') return [];
  return [truncateText(`edited  ${safeLine(edited.differs)}`, width)];
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
  const shown = wrapAtMost(whole, width - indent.length, most);
  const secrets = input.hidden === 1 ? 'a secret is' : `${input.hidden} secrets are`;
  const note = input.hidden === 0 ? [] : [`${secrets} masked here, and sent as ${made}`];
  return [...shown, ...note].map(line => theme.dim(indent + line));
}

/** What will be refused, and what to know of an editor that returned at once. */
function warningLines(again: Again, { width }: Room): readonly string[] {
  const { run, offers } = again;
  const refusal = inputOf(again)?.refusal ?? offersFor(run, offers)?.refusal;
  const refused = refusal === undefined ? [] : [`it will be refused: ${refusal}`];
  const editor =
    again.edited === 'unchanged' ? ['an editor with a window of its own must wait, as code --wait does'] : [];
  const notes = unofferedNotes([run], offers, () => unofferedYet);
  const lines = [...refused, ...notes.flatMap(({ reason, hint }) => [reason, hint]), ...editor];
  return lines.flatMap(line => wrapText(line, width));
}
