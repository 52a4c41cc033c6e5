import type { CopyChoice } from '../../model/report/copy-choices.ts';
import type { SessionContext } from '../shell/session-context.ts';
import { copiesOf } from './copy.ts';
import { openComplete } from './copy-complete.ts';
import { writeText } from './write-text.ts';

type Program = 'pager' | 'editor';

/** Opens the focused part of the detail in a pager or an editor, else the whole run. */
export function openFocused(context: SessionContext, program: Program): void {
  const focused = copiesOf(context.getState()).find(({ id }) => id === 'focus');
  if (focused) return openOutside(context, focused, program);
  openComplete(context, choice => openOutside(context, choice, program));
}

/** A pager gets text that is safe for a terminal, an editor the recorded text. */
function openOutside(context: SessionContext, { id, label, source }: CopyChoice, program: Program): void {
  const { screen, detail } = context.getState();
  const { effects } = context;
  const isYaml = screen === 'detail' && detail?.look.format === 'yaml';
  const work = { id, sources: [source], isSanitized: program === 'pager' };
  writeText(context, { label, work }, ({ text }) =>
    program === 'pager' ? effects.openPager(text) : effects.openEditor(text, isYaml ? '.yaml' : '.json'),
  );
}
