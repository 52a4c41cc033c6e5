import { fitText } from '../../../model/text/width.ts';
import { editedText } from '../../paint/edited-text.ts';
import type { Theme } from '../../paint/theme.ts';
import { DialogBox, type DialogProps } from '../dialog-box.tsx';
import { type HelpLine, helpColumns, helpIndent, helpLines, helpRoom, keyColumns } from './help-lines.ts';

export function HelpDialog({
  overlay,
  state: { size, screen },
  theme,
  painter,
}: DialogProps<'help', 'size' | 'screen'>) {
  const width = helpColumns(size);
  const { search } = overlay;
  const all = helpLines(overlay, size);
  const room = helpRoom(overlay, size);
  const top = Math.max(0, Math.min(overlay.top, all.length - room));
  const shown = all.slice(top, top + room);
  const place = `${top + 1}–${top + shown.length} of ${all.length}`;
  const where = screen === 'compare' ? 'in the comparison' : `of the ${screen}`;
  const title = `Keys ${where}${shown.length === all.length ? '' : `  ${place}`}`;
  const line = search?.isTyping ? editedText(search, '', width - 2, theme) : (search?.text ?? '');
  const lines = [
    ...(search ? [`${theme.accent('/')} ${line}`] : []),
    ...shown.map(one => paintLine(one, theme)),
    ...(all.length === 0 ? [theme.dim('  no key has these words')] : []),
  ];
  return <DialogBox title={theme.bold(title)} lines={lines} width={width} size={size} painter={painter} />;
}

function paintLine(line: HelpLine, theme: Theme): string {
  if (line.type === 'title') return theme.bold(line.text);
  const { keys, help, where } = line;
  const start = ' '.repeat(helpIndent) + theme.accent(fitText(keys, keyColumns));
  return `${start}${help}${where === '' ? '' : theme.dim(where)}`;
}
