import { runAddress } from '../../model/run.ts';
import { isActive, statusLabel } from '../../model/status.ts';
import { countOf, formatCount } from '../../model/text/formats.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { displayWidth, fitText, truncateText } from '../../model/text/width.ts';
import type { FoundRun } from '../../operations/acts/find-runs.ts';
import { actText } from '../../operations/acts/perform-act.ts';
import type { Drawing, Look } from '../dialogs/define-dialog.ts';
import { answerLine } from '../dialogs/question.ts';
import { cursorMark, markColumns, type Theme } from '../paint/theme.ts';
import { cutListedIds, wrapAtMost, wrapText } from '../paint/wrap-text.ts';
import { dialogRoom, type PaneSize } from '../shell/layout.ts';
import type { State } from '../shell/state.ts';
import {
  type ActQuestion,
  asks,
  chosenOne,
  describeFound,
  type FoundText,
  isByEngine,
  stepOf,
  wayOf,
} from './act-question.ts';
import { inputOf, noteLines } from './act-question-notes.ts';
import type { ReadInput } from './read-inputs.ts';

export function drawActQuestion(question: ActQuestion, { state, theme }: Look): Drawing {
  const { width, height } = dialogRoom(state.size);
  const { act, source } = question;
  const one = chosenOne(question);
  const asked = asks(question);
  const place = [
    ...(source.type === 'matching'
      ? [theme.dim(truncateText(`${source.label.padEnd(6)}  ${safeLine(source.of)}`, width))]
      : []),
    placeLine(question, one, { width, theme }),
  ];
  const answer = asked ? [answerLine(question, asked, width, theme)] : [];
  const around = [...place, ...answer];
  const notes = noteLines(question, { width, height: height - around.length });
  const lines = one && oneRunLines(question, one, { state, theme });
  const left = height - notes.length - around.length;
  const hasNotes = notes.length > 0;
  const over = lines ? lines.whole.length - left : 0;
  // Without notes, the line has room that is blank otherwise.
  const isTight = lines ? over > (hasNotes ? 0 : 1) : hasNotes && height < tightHeight;
  const blank = isTight || over > 0 || answer.length === 0 ? [] : [''];
  const end = [...notes.map(line => theme.warning(line)), ...place, ...blank, ...answer];
  const above = lines
    ? lines[isTight ? 'short' : 'whole']
    : manyLines(question, { width, height: height - end.length }, theme);
  const all = source.type === 'matching' && act !== 'retry' ? 'all that match' : '';
  return { title: theme.bold(actText(act, 'asked', all)), lines: [...above, ...end], width };
}

/** An act that leaves this machine names the host and the database. */
export function placeLine(
  { target, host }: Pick<ActQuestion, 'target' | 'host'>,
  one: FoundRun | undefined,
  { width, theme }: { readonly width: number; readonly theme: Theme },
): string {
  if (host === undefined) return truncateText(`target  ${safeLine(one?.target ?? target)}`, width);
  const name = one?.target === undefined ? '' : `${safeLine(one.target)}: `;
  return theme.warning(truncateText(`target  ${name}${safeLine(host)}`, width));
}

const tightHeight = 12;

function manyLines(question: ActQuestion, { width, height }: PaneSize, theme: Theme): readonly string[] {
  const { act, found } = question;
  if (!found) return [readingLine(question), ''];
  if (found.runs.length === 0) return emptyLines(question, width);
  const text = describeFound(found);
  const blank = height < lowHeight ? [] : [''];
  const asked = `${actText(act, 'asked', act === 'retry' && found.runs.length === 1 ? 'it' : text.runs)}?`;
  const words = wordLines(asked, text.statuses, width, theme).slice(0, Math.max(1, height - 1));
  const room = { width, height: Math.max(1, height - words.length - 2 * blank.length) };
  return [...words, ...blank, ...foundLines(text, question, room, theme), ...blank];
}

function wordLines(words: string, statuses: string, width: number, theme: Theme): readonly string[] {
  if (displayWidth(words) + 2 + displayWidth(statuses) <= width) return [`${theme.bold(words)}  ${statuses}`];
  return [truncateText(theme.bold(words), width), ...wrapText(statuses, width)];
}

/** Below this height, runs take the place of blank lines. */
const lowHeight = 8;

function emptyLines({ unoffered }: ActQuestion, width: number): readonly string[] {
  const waiting = unoffered.length;
  if (waiting === 0) return ['Nothing is left to run again.', ''];
  const runs = countOf(waiting, 'run needs', 'runs need');
  return [truncateText(`${runs} a program that offers the workflow.`, width), ''];
}

function readingLine({ source, soFar }: ActQuestion): string {
  if (source.type === 'chosen') return 'checking which of the marked runs were run again, or are settled…';
  return `reading the runs that match: ${formatCount(soFar)} so far`;
}

function foundLines(
  text: FoundText,
  question: Pick<ActQuestion, 'act' | 'inputs' | 'index'>,
  { width, height }: PaneSize,
  theme: Theme,
): readonly string[] {
  const { few, names } = text;
  const { index } = question;
  const all = (few ?? names).length;
  const linesOf = (from: number, to: number, columns: number): readonly string[] =>
    few ? runLines(few.slice(from, to), question, columns) : nameLines(names.slice(from, to), columns);
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
  const each = names.map(({ name, runs }) => `${formatCount(runs)} ${safeLine(name)}`);
  return truncateText(each.join(', '), width);
}

const widestName = 40;
const countColumns = 7;

function nameLines(names: FoundText['names'], width: number): readonly string[] {
  const widest = Math.max(1, ...names.map(({ name }) => displayWidth(safeLine(name))));
  const columns = Math.min(widestName, Math.floor(width / 2), widest);
  return names.map(({ name, runs, statuses }) => {
    const count = formatCount(runs).padStart(countColumns);
    return truncateText(`${fitText(safeLine(name), columns)}  ${count}  ${statuses}`, width);
  });
}

function runLines(
  few: NonNullable<FoundText['few']>,
  { act, inputs }: Pick<ActQuestion, 'act' | 'inputs'>,
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

/** `short` has only what tells the run from others. */
function oneRunLines(
  question: ActQuestion,
  run: FoundRun,
  { state, theme }: Look,
): { readonly whole: readonly string[]; readonly short: readonly string[] } {
  const { width, height } = dialogRoom(state.size);
  const { act, edited } = question;
  const asked = `${actText(act, 'asked', theme.bold(safeLine(run.name)))}?`;
  const from = startLines(question, width, theme);
  const id = `run     ${safeLine(run.id)}`;
  const input = inputOf(question, run);
  const changed =
    typeof edited === 'object' ? [truncateText(`edited  ${safeLine(edited.differs)}`, width)] : [];
  const unchanged = edited === 'unchanged' ? ', not changed in the editor' : '';
  const isKept = input?.isNone && isByEngine(question);
  const size = isKept ? 'none recorded: its engine sends what it keeps' : input?.size;
  const inputLine = `input   ${size === undefined ? 'reading…' : `${size}${unchanged}`}`;
  const made = typeof edited === 'object' ? 'edited' : 'recorded';
  const most = height > 12 ? 4 : 1;
  const preview = input ? previewLines(input, made, width, most) : [];
  const whole = [
    ...[asked, '', id, `status  ${safeLine(statusNow(run, state))}`, ...from],
    ...(act === 'retry' ? [inputLine, ...changed, ...preview.map(line => theme.dim(line))] : []),
  ];
  return {
    whole,
    short: [
      asked,
      id,
      ...(wayOf(question)?.loses === undefined ? from : from.slice(0, 1)),
      ...(act === 'retry' ? [changed[0] ?? inputLine] : []),
    ],
  };
}

function startLines(question: ActQuestion, width: number, theme: Theme): readonly string[] {
  const step = stepOf(question);
  if (!step) return [];
  const start = 'the start';
  const most = width - displayWidth(`from    [ step  ]  [ ${start} ]`);
  const name = `step ${truncateText(safeLine(step.name), Math.max(1, most))}`;
  const chosen = (text: string): string => theme.inverse(`[ ${text} ]`);
  const { keeps = '' } = wayOf(question) ?? {};
  const kept = wrapText(safeLine(keeps), width - indent.length).map(
    (line, at) => (at === 0 ? 'kept'.padEnd(indent.length) : indent) + line,
  );
  return question.isFromStep
    ? [`from    ${chosen(name)}  ${start}`, ...(keeps === '' ? [] : kept)]
    : [`from    ${name}  ${chosen(start)}`];
}

function statusNow({ address, status }: FoundRun, { list, detail, now }: State): string {
  const shown = [...(detail ? [detail.summary] : []), ...list.rows];
  const ended = shown.find(run => runAddress(run) === address && !isActive(run));
  return ended ? statusLabel(ended, now) : status;
}

const indent = '        ';

function previewLines(
  { preview, hidden }: ReadInput,
  made: 'edited' | 'recorded',
  width: number,
  most: number,
): readonly string[] {
  if (preview === undefined) return [];
  const whole = safeLine(preview, { maxLength: 4 * width, reveal: true });
  const shown = wrapAtMost(whole, width - indent.length, most);
  const secrets = hidden === 1 ? 'a secret is' : `${hidden} secrets are`;
  const note = hidden === 0 ? [] : [`${secrets} masked here, and sent as ${made}`];
  return [...shown, ...note].map(line => indent + line);
}
