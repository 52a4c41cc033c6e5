import { formatCount } from '../../model/text/formats.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { displayWidth, truncateMiddle, truncateText } from '../../model/text/width.ts';
import type { RunTarget } from '../../state/acts/run-target.ts';
import type { Theme } from '../theme.ts';
import { choiceLine } from './choice-line.ts';
import { DialogBox, type DialogProps, dialogRoom } from './dialog-box.tsx';

type Confirm = DialogProps<'confirm-cancel'>['overlay'];

export function ConfirmCancelDialog({ overlay, state, theme, painter }: DialogProps<'confirm-cancel'>) {
  const { act, runs, target, choice } = overlay;
  const room = dialogRoom(state.size);
  const [first, ...others] = runs;
  const question = first && others.length === 0 ? oneRun(overlay, first, theme) : severalRuns(overlay, room);
  const place = others.length === 0 ? (first?.target ?? target) : target;
  const lines = [
    ...question,
    ...warning(overlay),
    ...leftOut(overlay),
    `target  ${safeLine(place)}`,
    '',
    choiceLine(act, choice, theme),
  ];
  const title = theme.bold(titleOf(overlay));
  return <DialogBox title={title} lines={lines} width={room.width} size={state.size} painter={painter} />;
}

function titleOf({ act }: Confirm): string {
  return act === 'kill' ? 'Kill' : 'Cancel';
}

function oneRun(confirm: Confirm, { name, id, status }: RunTarget, theme: Theme): readonly string[] {
  return [
    `${titleOf(confirm)} ${theme.bold(safeLine(name))}?`,
    '',
    `run     ${safeLine(id)}`,
    `status  ${safeLine(status)}`,
  ];
}

const linesBesideRuns = 6;

function severalRuns(confirm: Confirm, { width, height }: ReturnType<typeof dialogRoom>): readonly string[] {
  const { runs } = confirm;
  const most = Math.max(1, height - linesBesideRuns - warning(confirm).length - leftOut(confirm).length);
  const shown = runs.slice(0, most).map(run => runOfSeveral(run, width));
  const more = runs.length > most ? [`… and ${formatCount(runs.length - most)} more`] : [];
  return [`${titleOf(confirm)} ${formatCount(runs.length)} runs?`, '', ...shown, ...more];
}

/** Its name and its id are cut where they do not fit, so that its status is in sight. */
function runOfSeveral({ name, address, status }: RunTarget, width: number): string {
  const shownName = truncateText(safeLine(name), Math.floor(width / 3));
  const room = width - displayWidth(`· ${shownName}    ${safeLine(status)}`);
  const id = truncateMiddle(safeLine(address), Math.max(leastId, room));
  return truncateText(`· ${shownName}  ${id}  ${safeLine(status)}`, width);
}

const leastId = 12;

function warning({ act, runs }: Confirm): readonly string[] {
  if (act !== 'kill') return [];
  return runs.length === 1
    ? ['Cancel was requested, but it is still running.', 'A killed run ends at once and cannot clean up.']
    : ['Cancel was requested, but they are still running.', 'Killed runs end at once and cannot clean up.'];
}

function leftOut({ runs, ended = 0 }: Confirm): readonly string[] {
  if (ended === 0) return [];
  const verb = ended === 1 ? 'has ended: it is left out' : 'have ended: they are left out';
  return [`${formatCount(ended)} of the ${formatCount(runs.length + ended)} marked runs ${verb}`];
}
