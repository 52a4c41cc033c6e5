import { formatCount } from '../../model/text/formats.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { displayWidth, fitText, truncateText } from '../../model/text/width.ts';
import {
  asksForCount,
  type ConfirmMany,
  describeFound,
  type FoundText,
} from '../../state/overlays/confirm-many/confirm-many.ts';
import { editedText } from '../edited-text.ts';
import type { Theme } from '../theme.ts';
import { choiceLine } from './choice-line.ts';
import { DialogBox, type DialogProps, dialogRoom } from './dialog-box.tsx';

export function ConfirmManyDialog({ overlay, state, theme, painter }: DialogProps<'confirm-many', 'size'>) {
  const { size } = state;
  const room = dialogRoom(size);
  const title = theme.bold(overlay.act === 'retry' ? 'Run again' : 'Cancel all that match');
  const lines = [
    ...question(overlay, room, theme),
    theme.dim(truncateText(`filter  ${safeLine(overlay.of)}`, room.width)),
    truncateText(`target  ${safeLine(overlay.target)}`, room.width),
    '',
    answerLine(overlay, room.width, theme),
  ];
  return <DialogBox title={title} lines={lines} width={room.width} size={size} painter={painter} />;
}

type Room = ReturnType<typeof dialogRoom>;

function question(confirm: ConfirmMany, room: Room, theme: Theme): readonly string[] {
  const { act, found, soFar } = confirm;
  if (!found) return [`reading the runs that match: ${formatCount(soFar)} so far`, ''];
  if (found.runs.length === 0) return ['All of them were run again since: r takes these, too.', ''];
  const text = describeFound(found);
  const words = act === 'retry' ? retryWords(found.runs.length) : `Cancel ${text.runs}?`;
  const more = [...cutNote(text), ...retriedNote(confirm)];
  return [
    truncateText(`${theme.bold(words)}  ${text.statuses}`, room.width),
    ...more,
    ...blankLine(room),
    ...nameLines(text, room, more.length),
    ...blankLine(room),
  ];
}

function retryWords(runs: number): string {
  return runs === 1 ? 'Run it again?' : `Run ${formatCount(runs)} runs again?`;
}

const lowHeight = 12;

/** In a low window the workflows have its place. */
function blankLine({ height }: Room): readonly string[] {
  return height < lowHeight ? [] : [''];
}

function cutNote({ isCut }: FoundText): readonly string[] {
  return isCut ? ['There are more: they are left for the next time.'] : [];
}

function retriedNote({ retried, withRetried }: ConfirmMany): readonly string[] {
  if (!retried) return [];
  const runs = formatCount(retried.addresses.size);
  return [
    withRetried
      ? `${runs} of them were run again since: r leaves these out.`
      : `${runs} more were run again since, and are left out: r takes these, too.`,
  ];
}

const linesBesideNames = 6;
const widestName = 40;

/** How many runs each workflow has, and in which status; the last line sums up those without room. */
function nameLines({ names }: FoundText, room: Room, notes: number): readonly string[] {
  const { width, height } = room;
  const blanks = 2 * blankLine(room).length;
  const most = Math.max(1, height - linesBesideNames - blanks - notes);
  const shown = names.length > most ? names.slice(0, most - 1) : names;
  const columns = Math.min(
    widestName,
    Math.floor(width / 2),
    Math.max(1, ...shown.map(({ name }) => displayWidth(safeLine(name)))),
  );
  const left = names.length - shown.length;
  return [
    ...shown.map(({ name, runs, statuses }) =>
      truncateText(
        `${fitText(safeLine(name), columns)}  ${formatCount(runs).padStart(countColumns)}  ${statuses}`,
        width,
      ),
    ),
    ...(left > 0 ? [`… and ${formatCount(left)} more`] : []),
  ];
}

const countColumns = 7;

function answerLine(confirm: ConfirmMany, width: number, theme: Theme): string {
  const { act, found, choice, typed } = confirm;
  if (!found || found.runs.length === 0) return '';
  if (!asksForCount(confirm)) return choiceLine(act === 'retry' ? 'run again' : act, choice, theme);
  const count = found.runs.length;
  const last = act === 'retry' ? ', or a smaller number for the last ones' : '';
  const words = `type ${count}${last}: `;
  return `${words}${editedText(typed, '', Math.max(1, width - displayWidth(words)), theme)}`;
}
