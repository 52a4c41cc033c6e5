import { commandLine } from '../../model/own-command/fill-command.ts';
import { placeholdersIn } from '../../model/own-command/own-command.ts';
import { runAddress } from '../../model/run.ts';
import { countOf, formatCount } from '../../model/text/formats.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { displayWidth, truncateMiddle, truncateText } from '../../model/text/width.ts';
import { choiceLine } from '../dialogs/choice-line.ts';
import { DialogBox, type DialogProps } from '../dialogs/dialog-box.tsx';
import { editedText } from '../paint/edited-text.ts';
import type { Theme } from '../paint/theme.ts';
import { wrapAtMost, wrapText } from '../run/outline/wrap-text.ts';
import { dialogRoom } from '../shell/window-size.ts';
import { asksForNumber, type ConfirmOwn } from './confirm-own.ts';

export function ConfirmOwnDialog({ overlay, state, theme, painter }: DialogProps<'confirm-own', 'size'>) {
  const { size } = state;
  const { width, height } = dialogRoom(size);
  const { command } = overlay;
  const end = [
    ...notesOf(overlay).map(note => truncateText(note, width)),
    theme.dim(truncateMiddle(`from  ${safeLine(command.place)}`, width)),
    '',
    answerLine(overlay, width, theme),
  ];
  const question = wrapAtMost(questionOf(overlay), width, mostQuestionLines);
  const most = Math.max(1, height - question.length - end.length);
  const lines = [...question, ...commandLines(overlay, width, most, theme), ...end];
  const title = theme.bold(safeLine(command.name));
  return <DialogBox title={title} lines={lines} width={width} size={size} painter={painter} />;
}

const mostQuestionLines = 2;

function questionOf({ command, runs }: ConfirmOwn): string {
  const [first] = runs;
  const on =
    first && runs.length === 1
      ? `${safeLine(first.name)} ${safeLine(first.id)}`
      : `${countOf(runs.length, 'marked run')}, one by one`;
  return `Run ${safeLine(command.name)} on ${on}?`;
}

/** As it is run on the first run, wrapped; what has no room is counted. */
function commandLines(
  { command, runs }: ConfirmOwn,
  width: number,
  most: number,
  theme: Theme,
): readonly string[] {
  const [first] = runs;
  if (!first) return [];
  const values = { id: safeLine(runAddress(first)), name: safeLine(first.name) };
  const wrapped = wrapText(safeLine(commandLine(command, values)), width - indent.length);
  const shown = wrapped.length > most ? wrapped.slice(0, most - 1) : wrapped;
  const left = wrapped.length - shown.length;
  return [
    ...shown.map(line => theme.accent(indent + line)),
    ...(left > 0 ? [`${indent}… ${countOf(left, 'more line')}`] : []),
  ];
}

const indent = '  ';

function notesOf({ command, runs }: ConfirmOwn): readonly string[] {
  const words = new Set(command.run.flatMap(placeholdersIn));
  const later = (['input', 'file'] as const).filter(name => words.has(name)).map(name => `{${name}}`);
  return [
    ...(runs.length > 1 ? [`and ${formatCount(runs.length - 1)} more, each with its own values`] : []),
    ...(later.length > 0 ? [`${later.join(' and ')}: read when it is run`] : []),
  ];
}

function answerLine(confirm: ConfirmOwn, width: number, theme: Theme): string {
  if (!asksForNumber(confirm)) return choiceLine('run it', confirm.choice, theme);
  const words = `type ${confirm.runs.length}: `;
  return `${words}${editedText(confirm.typed, '', Math.max(1, width - displayWidth(words)), theme)}`;
}
