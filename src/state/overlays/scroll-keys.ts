import type { Key } from '../keys/key.ts';
import type { SessionContext } from '../session/session-context.ts';
import type { OverlayBinding } from './overlay-binding.ts';

const halfPage = 10;

type Row = readonly [lines: number, readonly Key[], help: string, label?: string];

const rows: readonly Row[] = [
  [1, ['j', 'down'], 'down one line', 'scroll'],
  [-1, ['k', 'up'], 'up one line', 'scroll'],
  [halfPage, ['ctrl+d', 'pagedown', 'ctrl+f', 'space'], 'down ten lines'],
  [-halfPage, ['ctrl+u', 'pageup', 'ctrl+b'], 'up ten lines'],
  [Number.NEGATIVE_INFINITY, ['g', 'home'], 'to the first line'],
  [Number.POSITIVE_INFINITY, ['G', 'end'], 'to the last line'],
];

export function scrollBindings(
  scroll: (context: SessionContext, lines: number) => void,
): readonly OverlayBinding<unknown>[] {
  return rows.map(([lines, keys, help, label]) => ({
    keys,
    label,
    help,
    where: 'lists that scroll',
    press: context => scroll(context, lines),
  }));
}
