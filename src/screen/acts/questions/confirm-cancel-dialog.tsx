import { runAddress } from '../../../model/run.ts';
import { isActive, statusLabel } from '../../../model/status.ts';
import { safeLine } from '../../../model/text/safe-text.ts';
import { choiceLine } from '../../dialogs/choice-line.ts';
import { DialogBox, type DialogProps } from '../../dialogs/dialog-box.tsx';
import type { Theme } from '../../paint/theme.ts';
import { dialogRoom } from '../../shell/window-size.ts';

type Confirm = DialogProps<'confirm-cancel'>['overlay'];
type DialogState = DialogProps<'confirm-cancel'>['state'];

export function ConfirmCancelDialog({ overlay, state, theme, painter }: DialogProps<'confirm-cancel'>) {
  const { act, run, target, choice } = overlay;
  const { width } = dialogRoom(state.size);
  const lines = [
    ...question(overlay, statusOf(run, state), theme),
    `target  ${safeLine(run.target ?? target)}`,
    '',
    choiceLine(act, choice, theme),
  ];
  const title = theme.bold(titleOf(overlay));
  return <DialogBox title={title} lines={lines} width={width} size={state.size} painter={painter} />;
}

function titleOf({ act }: Confirm): string {
  return act === 'kill' ? 'Kill' : 'Cancel';
}

/** As the run was when it was chosen, unless it has ended since. */
function statusOf({ address, status }: Confirm['run'], { list, detail, now }: DialogState): string {
  const shown = [...(detail ? [detail.summary] : []), ...list.rows];
  const ended = shown.find(run => runAddress(run) === address && !isActive(run));
  return ended ? statusLabel(ended, now) : status;
}

function question(confirm: Confirm, status: string, theme: Theme): readonly string[] {
  const { name, id } = confirm.run;
  const warning = [
    'Cancel was requested, but it is still running.',
    'A killed run ends at once and cannot clean up.',
  ];
  return [
    `${titleOf(confirm)} ${theme.bold(safeLine(name))}?`,
    '',
    `run     ${safeLine(id)}`,
    `status  ${safeLine(status)}`,
    ...(confirm.act === 'kill' ? warning : []),
  ];
}
