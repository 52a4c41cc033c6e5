import { refusedNotes, unofferedNotes, unofferedYet } from '../../contract/starts/offers.ts';
import { countOf, formatCount } from '../../model/text/formats.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { displayWidth, fitText, truncateText } from '../../model/text/width.ts';
import type { Drawing, Look } from '../dialogs/define-dialog.ts';
import { choiceLine, numberLine } from '../dialogs/question.ts';
import { cutListedIds } from '../paint/cut-ids.ts';
import { cursorMark, markColumns } from '../paint/pieces.ts';
import type { Theme } from '../paint/theme.ts';
import { wrapText } from '../paint/wrap-text.ts';
import { type DialogRoom, dialogRoom } from '../shell/window-size.ts';
import { endVerb } from './confirm-cancel.ts';
import { asksForCount, type ConfirmMany, describeFound, type FoundText, foundRows } from './confirm-many.ts';
import { mostInputsRead } from './read-inputs.ts';

export function drawConfirmMany(confirm: ConfirmMany, { state, theme }: Look): Drawing {
  const room = dialogRoom(state.size);
  const { width } = room;
  const { source, target } = confirm;
  const from = source.type === 'matching' ? [`filter  ${safeLine(source.of)}`] : [];
  const place = [
    ...from.map(line => theme.dim(truncateText(line, width))),
    truncateText(`target  ${safeLine(target)}`, width),
  ];
  const answer = answerLine(confirm, width, theme);
  const notes = noteLines(confirm, { ...room, height: room.height - place.length - answer.length });
  const isTight = room.height < tightHeight && notes.length > 0;
  const blank = isTight || answer.length === 0 ? [] : [''];
  const end = [...notes.map(line => theme.warning(line)), ...place, ...blank, ...answer];
  const lines = [...question(confirm, { ...room, height: room.height - end.length }, theme), ...end];
  return { title: theme.bold(titleOf(confirm)), lines, width };
}

function titleOf({ act, source }: ConfirmMany): string {
  if (act === 'retry') return 'Run again';
  const verb = endVerb(act);
  return source.type === 'matching' ? `${verb} all that match` : verb;
}

const tightHeight = 12;
const leastQuestion = 2;

/** The notes as far as there is room above the least of a question. */
function noteLines(confirm: ConfirmMany, { width, height }: DialogRoom): readonly string[] {
  if (!confirm.found) return [];
  const lines = manyNotes(confirm).flatMap(note => wrapText(note, width));
  const most = height - leastQuestion;
  return lines.length <= most
    ? lines
    : lines.slice(0, most).map((line, at) => (at === most - 1 ? truncateText(`${line} …`, width) : line));
}

/** What is asked, and below it the runs as far as there is room. */
function question(confirm: ConfirmMany, { width, height }: DialogRoom, theme: Theme): readonly string[] {
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
  if (act !== 'retry') return `${endVerb(act)} ${runs}?`;
  return found?.runs.length === 1 ? 'Run it again?' : `Run ${runs} again?`;
}

/** One line, or none where there is nothing to answer. */
function answerLine(confirm: ConfirmMany, width: number, theme: Theme): readonly string[] {
  const { act, found, choice, typed } = confirm;
  if (!found || found.runs.length === 0) return [];
  if (!asksForCount(confirm)) return [choiceLine(act === 'retry' ? 'run again' : act, choice, theme)];
  const count = found.runs.length;
  const last = act === 'retry' ? ', or a smaller number for the last ones' : '';
  return [numberLine(`type ${count}${last}: `, typed, width, theme)];
}

/** The rows of a question; where they do not all fit, those around the cursor, and how many there are. */
function foundLines(
  text: FoundText,
  confirm: Pick<ConfirmMany, 'act' | 'inputs' | 'index'>,
  { width, height }: DialogRoom,
  theme: Theme,
): readonly string[] {
  const { few, names } = text;
  const { index } = confirm;
  const all = foundRows(text).length;
  const linesOf = (from: number, to: number, columns: number): readonly string[] =>
    few ? runLines(few.slice(from, to), confirm, columns) : nameLines(names.slice(from, to), columns);
  if (all <= height) return linesOf(0, all, width);
  if (height === 1 && index === 0) return [namesLine(names, width)];
  const rows = Math.max(1, height - 1);
  const top = Math.max(0, Math.min(index - Math.floor(rows / 2), all - rows));
  const shown = linesOf(top, top + rows, width - markColumns).map(
    (line, at) => `${top + at === index ? theme.accent(cursorMark) : ' '} ${line}`,
  );
  const place = `${formatCount(top + 1)}–${formatCount(top + rows)} of ${formatCount(all)}`;
  const left = top === 0 ? `… and ${formatCount(all - rows)} more: j and k scroll` : place;
  return [...shown, left].slice(0, height);
}

function namesLine(names: FoundText['names'], width: number): string {
  return truncateText(
    names.map(({ name, runs }) => `${formatCount(runs)} ${safeLine(name)}`).join(', '),
    width,
  );
}

const widestName = 40;
const countColumns = 7;

function nameLines(names: FoundText['names'], width: number): readonly string[] {
  const columns = Math.min(
    widestName,
    Math.floor(width / 2),
    Math.max(1, ...names.map(({ name }) => displayWidth(safeLine(name)))),
  );
  return names.map(({ name, runs, statuses }) =>
    truncateText(
      `${fitText(safeLine(name), columns)}  ${formatCount(runs).padStart(countColumns)}  ${statuses}`,
      width,
    ),
  );
}

type Few = NonNullable<FoundText['few']>;

function runLines(
  few: Few,
  { act, inputs }: Pick<ConfirmMany, 'act' | 'inputs'>,
  width: number,
): readonly string[] {
  const cells = few.map(({ name, address, status }) => {
    const shownName = truncateText(safeLine(name), Math.floor(width / 3));
    const end = safeLine((act === 'retry' ? inputs.get(address)?.size : status) ?? '');
    return { name: shownName, end, left: width - displayWidth(`· ${shownName}    ${end}`) };
  });
  const ids = cutListedIds(
    few.map(({ address }) => safeLine(address)),
    row => Math.max(leastId, cells[row]?.left ?? 0),
  );
  return cells.map(({ name, end }, row) => truncateText(`· ${name}  ${ids[row] ?? ''}  ${end}`, width));
}

const leastId = 12;

/** The notes above a question about several runs, the most important first: small windows cut them. */
function manyNotes(confirm: ConfirmMany): readonly string[] {
  const unoffered = notesOfUnoffered(confirm);
  return [
    ...leftOut(confirm),
    ...cut(confirm),
    ...warning(confirm),
    ...unoffered.map(({ reason }) => reason),
    ...retriedSince(confirm),
    ...refusedNotes(confirm.found?.runs ?? [], confirm.offers),
    ...refused(confirm),
    ...new Set(unoffered.map(({ hint }) => hint)),
  ];
}

function leftOut({ act, source, all }: ConfirmMany): readonly string[] {
  if (source.type !== 'marked' || source.leftOut === 0) return [];
  const left = formatCount(source.leftOut);
  if (act === 'retry')
    return [`${left} ${source.leftOut === 1 ? 'session of an agent is' : 'sessions of agents are'} left out`];
  const marked = formatCount((all?.runs.length ?? 0) + source.leftOut);
  const verb = source.leftOut === 1 ? 'has ended: it is left out' : 'have ended: they are left out';
  return [`${left} of the ${marked} marked runs ${verb}`];
}

function cut({ found }: ConfirmMany): readonly string[] {
  return found?.isCut ? ['There are more: they are left for the next time.'] : [];
}

function warning({ act }: ConfirmMany): readonly string[] {
  if (act !== 'kill') return [];
  return [
    'Cancel was requested, but they are still running.',
    'Killed runs end at once and cannot clean up.',
  ];
}

function retriedSince({ all, retried, withRetried }: ConfirmMany): readonly string[] {
  if (retried.size === 0) return [];
  const runs = `${formatCount(retried.size)} of ${formatCount(all?.runs.length ?? 0)}`;
  const were = `${runs} ${retried.size === 1 ? 'was' : 'were'} run again since`;
  const [it, these] = retried.size === 1 ? ['it is', 'it'] : ['they are', 'these'];
  return [withRetried ? `${were}: r leaves ${these} out.` : `${were}: ${it} left out, r includes ${these}.`];
}

function refused({ found, inputs }: ConfirmMany): readonly string[] {
  const runs = found?.runs.slice(0, mostInputsRead) ?? [];
  const reasons = runs.flatMap(({ address }) => inputs.get(address)?.refusal ?? []);
  const [reason] = reasons;
  if (reason === undefined) return [];
  const of = (found?.runs.length ?? 0) > runs.length ? `the last ${mostInputsRead}` : 'them';
  return [`${formatCount(reasons.length)} of ${of} will be refused: ${reason}`];
}

/** Runs of a workflow that nobody offers are left out, where it is known that nobody else starts it. */
function notesOfUnoffered({ found, all, offers, unoffered }: ConfirmMany) {
  const total = formatCount(all?.runs.length ?? 0);
  const isNone = found?.runs.length === 0;
  const otherwise = (left: number): string =>
    isNone ? unofferedYet : `${formatCount(left)} of ${total} are left out until one does`;
  return unofferedNotes([...unoffered, ...(found?.runs ?? [])], offers, otherwise);
}
