import { runAddress } from '../../model/run.ts';
import { isActive, statusLabel } from '../../model/status.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { truncateText } from '../../model/text/width.ts';
import type { FoundRun } from '../../operations/acts/find-runs.ts';
import { actText } from '../../operations/acts/perform-act.ts';
import type { Look } from '../dialogs/define-dialog.ts';
import { wrapAtMost } from '../paint/wrap-text.ts';
import type { State } from '../shell/state.ts';
import { dialogRoom } from '../shell/window-size.ts';
import type { ActQuestion } from './act-question.ts';
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
  const id = `run     ${safeLine(run.id)}`;
  const input = inputOf(question, run);
  const changed =
    typeof edited === 'object' ? [truncateText(`edited  ${safeLine(edited.differs)}`, width)] : [];
  const unchanged = edited === 'unchanged' ? ', not changed in the editor' : '';
  const inputLine = `input   ${input ? `${input.size}${unchanged}` : 'reading…'}`;
  const made = typeof edited === 'object' ? 'edited' : 'recorded';
  const most = height > 12 ? 4 : 1;
  const preview = input ? previewLines(input, made, width, most) : [];
  const whole = [
    ...[asked, '', id, `status  ${safeLine(statusNow(run, state))}`],
    ...(act === 'retry' ? [inputLine, ...changed, ...preview.map(line => theme.dim(line))] : []),
  ];
  return { whole, short: [asked, id, ...(act === 'retry' ? [changed[0] ?? inputLine] : [])] };
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
