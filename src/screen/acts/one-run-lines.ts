import { runAddress } from '../../model/run.ts';
import { isActive, statusLabel } from '../../model/status.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { displayWidth, truncateText } from '../../model/text/width.ts';
import type { FoundRun } from '../../operations/acts/find-runs.ts';
import { actText } from '../../operations/acts/perform-act.ts';
import type { Look } from '../dialogs/define-dialog.ts';
import type { Theme } from '../paint/theme.ts';
import { wrapAtMost, wrapText } from '../paint/wrap-text.ts';
import type { State } from '../shell/state.ts';
import { dialogRoom } from '../shell/window-size.ts';
import { type ActQuestion, isByEngine, stepOf, wayOf } from './act-question.ts';
import { inputOf } from './act-question-notes.ts';
import type { ReadInput } from './read-inputs.ts';

/** What is asked about one run, and which it is; short, only what tells it from others. */
export function oneRunLines(
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

/** From the step or from the start, as it is chosen, and what is kept before the step. */
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

/** As the run was when it was chosen, unless it has ended since. */
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
