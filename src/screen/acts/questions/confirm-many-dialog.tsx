import { countOf, formatCount } from '../../../model/text/formats.ts';
import { safeLine } from '../../../model/text/safe-text.ts';
import { displayWidth, truncateText } from '../../../model/text/width.ts';
import { choiceLine } from '../../dialogs/choice-line.ts';
import { DialogBox, type DialogProps } from '../../dialogs/dialog-box.tsx';
import { editedText } from '../../paint/edited-text.ts';
import type { Theme } from '../../paint/theme.ts';
import { wrapText } from '../../run/outline/wrap-text.ts';
import { dialogRoom } from '../../shell/window-size.ts';
import type { ConfirmMany } from './confirm-many.ts';
import { manyNotes } from './confirm-many-notes.ts';
import { foundLines } from './confirm-many-rows.ts';
import { asksForCount } from './consent.ts';
import { describeFound, type FoundText } from './found-text.ts';

export function ConfirmManyDialog({ overlay, state, theme, painter }: DialogProps<'confirm-many', 'size'>) {
  const { size } = state;
  const room = dialogRoom(size);
  const { source, target } = overlay;
  const from = source.type === 'matching' ? [`filter  ${safeLine(source.of)}`] : [];
  const place = [
    ...from.map(line => theme.dim(truncateText(line, room.width))),
    truncateText(`target  ${safeLine(target)}`, room.width),
  ];
  const answer = answerLine(overlay, room.width, theme);
  const notes = noteLines(overlay, { ...room, height: room.height - place.length - answer.length });
  const isTight = room.height < tightHeight && notes.length > 0;
  const blank = isTight || answer.length === 0 ? [] : [''];
  const end = [...notes.map(line => theme.warning(line)), ...place, ...blank, ...answer];
  const lines = [...question(overlay, { ...room, height: room.height - end.length }, theme), ...end];
  const title = theme.bold(titleOf(overlay));
  return <DialogBox title={title} lines={lines} width={room.width} size={size} painter={painter} />;
}

type Room = ReturnType<typeof dialogRoom>;

function titleOf({ act, source }: ConfirmMany): string {
  if (act === 'retry') return 'Run again';
  const verb = verbOf(act);
  return source.type === 'matching' ? `${verb} all that match` : verb;
}

function verbOf(act: 'cancel' | 'kill'): string {
  return act === 'kill' ? 'Kill' : 'Cancel';
}

const tightHeight = 12;
const leastQuestion = 2;

/** The notes as far as there is room above the least of a question. */
function noteLines(confirm: ConfirmMany, { width, height }: Room): readonly string[] {
  if (!confirm.found) return [];
  const lines = manyNotes(confirm).flatMap(note => wrapText(note, width));
  const most = height - leastQuestion;
  return lines.length <= most
    ? lines
    : lines.slice(0, most).map((line, at) => (at === most - 1 ? truncateText(`${line} …`, width) : line));
}

/** What is asked, and below it the runs as far as there is room. */
function question(confirm: ConfirmMany, { width, height }: Room, theme: Theme): readonly string[] {
  const { found } = confirm;
  if (!found) return [readingLine(confirm), ''];
  if (found.runs.length === 0) return emptyLines(confirm, width);
  const text = describeFound(found);
  const blank = height < lowHeight ? [] : [''];
  const words = wordLines(wordsOf(confirm, text), text.statuses, width, theme).slice(
    0,
    Math.max(1, height - 1),
  );
  const room = { width, height: Math.max(1, height - words.length - 2 * blank.length) };
  return [...words, ...blank, ...foundLines(text, confirm, room, theme), ...blank];
}

/** The question with the statuses of its runs, below it where they have no room beside it. */
function wordLines(words: string, statuses: string, width: number, theme: Theme): readonly string[] {
  if (displayWidth(words) + 2 + displayWidth(statuses) <= width) return [`${theme.bold(words)}  ${statuses}`];
  return [truncateText(theme.bold(words), width), ...wrapText(statuses, width)];
}

/** In a low window the runs have the place of blank lines. */
const lowHeight = 8;

/** How many runs wait for a program that offers their workflow, or that none is left to run again. */
function emptyLines({ unoffered }: ConfirmMany, width: number): readonly string[] {
  const waiting = unoffered.length;
  if (waiting === 0) return ['All of them were run again since: r includes them.', ''];
  const runs = countOf(waiting, 'run waits', 'runs wait');
  return [truncateText(`${runs} for a program that offers the workflow.`, width), ''];
}

function readingLine({ source, soFar }: ConfirmMany): string {
  if (source.type === 'marked') return 'looking which of the marked runs were run again since…';
  return `reading the runs that match: ${formatCount(soFar)} so far`;
}

function wordsOf({ act, found }: ConfirmMany, { runs }: FoundText): string {
  if (act !== 'retry') return `${verbOf(act)} ${runs}?`;
  return found?.runs.length === 1 ? 'Run it again?' : `Run ${runs} again?`;
}

/** One line, or none where there is nothing to answer. */
function answerLine(confirm: ConfirmMany, width: number, theme: Theme): readonly string[] {
  const { act, found, choice, typed } = confirm;
  if (!found || found.runs.length === 0) return [];
  if (!asksForCount(confirm)) return [choiceLine(act === 'retry' ? 'run again' : act, choice, theme)];
  const count = found.runs.length;
  const last = act === 'retry' ? ', or a smaller number for the last ones' : '';
  const words = `type ${count}${last}: `;
  return [`${words}${editedText(typed, '', Math.max(1, width - displayWidth(words)), theme)}`];
}
