import { safeLine, safeLines } from '../../model/text/safe-text.ts';
import { displayWidth } from '../../model/text/width.ts';
import type { InputFault } from '../../state/overlays/input-fault/input-fault.ts';
import { DialogBox, type DialogProps, dialogRoom } from './dialog-box.tsx';

export function InputFaultDialog({ overlay, state, theme, painter }: DialogProps<'input-fault'>) {
  const { fault, run } = overlay;
  const { width } = dialogRoom(state.size);
  const lines = [
    `line ${fault.line}, column ${fault.column}: ${fault.message}`,
    '',
    ...excerpt(overlay, width),
    '',
    `Nothing is started. Edit the input of ${safeLine(run.name)} further?`,
  ];
  const title = theme.bold('The edited input is not JSON');
  return <DialogBox title={title} lines={lines} width={width} size={state.size} painter={painter} />;
}

const linesBefore = 2;
/** A longer excerpt is not read for secrets: then only the place is said. */
const longestExcerpt = 64 * 1024;

/** The line at fault below those before it, cut to what is around the fault; masked as all that is shown. */
function excerpt({ text, fault }: InputFault, width: number): readonly string[] {
  const lines = text.split('\n').slice(Math.max(0, fault.line - 1 - linesBefore), fault.line);
  const joined = lines.join('\n');
  if (joined.length > longestExcerpt) return [];
  const gutter = String(fault.line).length;
  const room = width - gutter - 2;
  const safe = safeLines(joined);
  const isShownAsIs = safe.at(-1) === lines.at(-1);
  const start = isShownAsIs ? Math.max(0, fault.column - Math.floor(room / 2)) : 0;
  const shown = safe.map((line, index) => {
    const number = String(fault.line - safe.length + 1 + index).padStart(gutter);
    return `${number}  ${line.slice(start, start + room)}`;
  });
  const before = (lines.at(-1) ?? '').slice(start, fault.column - 1);
  return isShownAsIs ? [...shown, `${' '.repeat(gutter + 2 + displayWidth(before))}^`] : shown;
}
