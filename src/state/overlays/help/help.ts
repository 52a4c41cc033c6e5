import type { Key } from '../../keys/key.ts';
import { dialogRows, type Size } from '../../session/window-size.ts';
import { scrollTop } from '../scroll.ts';

export type HelpRow =
  | { readonly type: 'group'; readonly title: string }
  | {
      readonly type: 'keys';
      readonly keys: readonly Key[];
      readonly help: string;
      /** Absent where they work on every screen. */
      readonly where?: string;
    };

export type Help = {
  readonly type: 'help';
  readonly rows: readonly HelpRow[];
  /** The index of the first visible row. */
  readonly top: number;
};

export type HelpAction = { readonly overlay: 'help' } & (
  | { readonly type: 'opened'; readonly rows: readonly HelpRow[] }
  | { readonly type: 'scrolled'; readonly lines: number }
  | { readonly type: 'closed' }
);

export function reduceHelp(help: Help | undefined, action: HelpAction, size: Size): Help | undefined {
  if (action.type === 'opened') return { type: 'help', rows: action.rows, top: 0 };
  if (!help || action.type === 'closed') return undefined;
  return { ...help, top: scrollTop(help.top, action.lines, help.rows.length, dialogRows(size)) };
}
