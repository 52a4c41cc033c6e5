import { safeLine } from '../../model/text/safe-text.ts';
import type { Theme } from '../theme.ts';
import { choiceLine } from './choice-line.ts';
import { DialogBox, type DialogProps, dialogRoom } from './dialog-box.tsx';

type Confirm = DialogProps<'confirm-cancel'>['overlay'];

export function ConfirmCancelDialog({ overlay, state, theme, painter }: DialogProps<'confirm-cancel'>) {
  const { act, run, target, choice } = overlay;
  const { width } = dialogRoom(state.size);
  const lines = [
    ...question(overlay, theme),
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

function question(confirm: Confirm, theme: Theme): readonly string[] {
  const { name, id, status } = confirm.run;
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
