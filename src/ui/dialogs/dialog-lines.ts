import { runAddress } from '../../model/run.ts';
import { statusInfo } from '../../model/status.ts';
import { sanitizeLine } from '../../model/text/sanitize.ts';
import { fitText, truncateText } from '../../model/text/width.ts';
import { keyName } from '../../state/keys/keymap.ts';
import { helpRows } from '../../state/overlays/help.ts';
import type { Overlay } from '../../state/overlays/overlay.ts';
import { paletteRows } from '../../state/overlays/palette-rows.ts';
import type { CancelPhase, EndAct } from '../../state/session/cancel-phase.ts';
import { cancelText } from '../../state/session/cancel-text.ts';
import type { State } from '../../state/session/state.ts';
import { editedText } from '../edited-text.ts';
import type { Theme } from '../theme.ts';

export type DialogText = { readonly title: string; readonly lines: readonly string[] };

type Of<T extends Overlay['type']> = Extract<Overlay, { readonly type: T }>;

/**
 * The text of the open dialog, each line exactly `width` columns; `undefined` where there is none, or a menu.
 */
export function dialogText(
  state: State,
  width: number,
  height: number,
  theme: Theme,
): DialogText | undefined {
  const { overlay } = state;
  const lines = linesOf(state, overlay, width, height, theme);
  return lines && { title: lines.title, lines: lines.lines.map(line => fitText(line, width)) };
}

function linesOf(
  state: State,
  overlay: Overlay,
  width: number,
  height: number,
  theme: Theme,
): DialogText | undefined {
  switch (overlay.type) {
    case 'confirm-cancel':
      return confirmText(overlay, width, height, theme);
    case 'outcomes':
      return outcomesText(state, overlay, width, height, theme);
    case 'help':
      return { title: helpTitle(overlay, height), lines: helpLines(overlay, height, theme) };
    case 'palette':
      return { title: 'Commands', lines: paletteLines(state, overlay, width, height, theme) };
    case 'name-view':
      return {
        title: 'Save this filter as a view',
        lines: [`${theme.accent('name')} ${editedText(overlay, '', width - 8, theme)}`],
      };
    default:
      return undefined;
  }
}

function confirmText(overlay: Of<'confirm-cancel'>, width: number, height: number, theme: Theme): DialogText {
  const { act, runs, target, choice } = overlay;
  const [first] = runs;
  const title = act === 'kill' ? 'Kill' : 'Cancel';
  const warning = act === 'kill' ? killWarning(runs.length) : [];
  const question =
    runs.length === 1 && first
      ? [
          `${title} ${theme.bold(sanitizeLine(first.name))}?`,
          '',
          `run     ${sanitizeLine(first.id)}`,
          `status  ${sanitizeLine(first.status)}`,
        ]
      : [
          `${title} ${runs.length} runs?`,
          '',
          ...listRuns(runs, Math.max(1, height - 6 - warning.length), width),
        ];
  const yes = ` Yes, ${act} `;
  const no = ' No ';
  return {
    title,
    lines: [
      ...question,
      ...warning,
      `target  ${sanitizeLine(runs.length === 1 && first?.target !== undefined ? first.target : target)}`,
      '',
      choice === 'yes' ? `  ${no}  ${theme.inverse(`[${yes}]`)}` : ` ${theme.inverse(`[${no}]`)}  ${yes} `,
    ],
  };
}

function killWarning(count: number): readonly string[] {
  return count === 1
    ? ['It was asked to cancel, and still goes on. Killed, it', 'ends at once: it can clean nothing up.']
    : ['They were asked to cancel, and go on. Killed, they', 'end at once: they can clean nothing up.'];
}

function listRuns(runs: Of<'confirm-cancel'>['runs'], room: number, width: number): readonly string[] {
  const shown = runs.slice(0, room).map(run => {
    const text = `${sanitizeLine(run.name)}  ${sanitizeLine(run.address)}  ${sanitizeLine(run.status)}`;
    return truncateText(`· ${text}`, width);
  });
  return runs.length > room ? [...shown, `… and ${runs.length - room} more`] : shown;
}

function outcomesText(
  { list }: State,
  { runs, top }: Of<'outcomes'>,
  width: number,
  height: number,
  theme: Theme,
): DialogText {
  const room = Math.max(1, height - 2);
  const current = new Map(list.rows.map(run => [runAddress(run), run]));
  const lines = runs.slice(top, top + room).map(run => {
    const row = current.get(run.address);
    const told = outcomeText(list.cancels.get(run.address), row && statusInfo[row.status].label);
    return `${fitText(sanitizeLine(run.name), Math.min(24, Math.floor(width / 3)))}  ${told}  ${theme.dim(sanitizeLine(run.address))}`;
  });
  const isKill = runs.some(({ address }) => actOf(list.cancels.get(address)) === 'kill');
  return { title: `${isKill ? 'Killing' : 'Canceling'} ${runs.length} runs`, lines };
}

function actOf(phase: CancelPhase | undefined): EndAct | undefined {
  return phase !== undefined && 'act' in phase ? phase.act : undefined;
}

function outcomeText(phase: CancelPhase | undefined, status: string | undefined): string {
  if (phase === undefined) return status ?? 'waiting for its turn';
  if (phase.type === 'asking') return 'asking…';
  if (phase.type === 'ended') return statusInfo[phase.status].label;
  return cancelText(phase) ?? (status === 'Canceled' ? 'Canceled' : 'requested, waiting for the run to end');
}

function helpTitle({ top }: Of<'help'>, height: number): string {
  const last = Math.min(helpRows.length, top + height);
  return last - top === helpRows.length ? 'Keys' : `Keys  ${top + 1}–${last} of ${helpRows.length}`;
}

function helpLines({ top }: Of<'help'>, height: number, theme: Theme): readonly string[] {
  const keyColumns = 16;
  return helpRows.slice(top, top + height).map(row => {
    if (row.type === 'group') return theme.bold(row.title);
    const { keys, screens, help } = row.binding;
    const where = screens.length === 1 ? theme.dim(`  (${screens[0]})`) : '';
    return `  ${theme.accent(fitText(keys.map(keyName).join(' '), keyColumns))}${help}${where}`;
  });
}

function paletteLines(
  state: State,
  overlay: Of<'palette'>,
  width: number,
  height: number,
  theme: Theme,
): readonly string[] {
  const rows = paletteRows(state, overlay.text);
  const room = Math.max(1, height - 2);
  const top = Math.max(0, overlay.index - room + 1);
  const shown = rows.slice(top, top + room).map(({ binding, reason }, index) => {
    const keys = fitText(binding.keys.map(keyName).join(' '), 10);
    const text = fitText(`${keys} ${binding.help}${reason === undefined ? '' : ` (${reason})`}`, width - 2);
    if (top + index === overlay.index) return `${theme.accent('▌')} ${theme.inverse(text)}`;
    return reason === undefined ? `  ${text}` : theme.dim(`  ${text}`);
  });
  const nothing = rows.length === 0 ? [theme.dim('  no command has these words')] : [];
  return [`${theme.accent(':')} ${editedText(overlay, '', width - 4, theme)}`, '', ...shown, ...nothing];
}
