import type { Candidate } from '../../model/query/complete.ts';
import type { Run } from '../../model/run.ts';
import type { EndAct } from '../../operations/cancel-runs.ts';
import type { CancelTarget } from '../cancel/cancel-phase.ts';

export type FilterBar = {
  readonly text: string;
  /** UTF-16 units before the caret. */
  readonly caret: number;
  readonly ghost: string;
  readonly candidates: readonly Candidate[];
  readonly error?: string;
  /** Newest last; `historyIndex` counts back from the end, 0 is the text being typed. */
  readonly historyIndex: number;
  readonly draft: string;
  /** What was in force when the bar was opened; Esc goes back to it. */
  readonly before: string;
};

export type MenuItem = { readonly id: string; readonly label: string; readonly hint?: string };

export type MenuPurpose = 'view' | 'sort' | 'columns' | 'copy' | 'target';

/** What lies over the screen and has the keys. */
export type Overlay =
  | { readonly type: 'none' }
  | { readonly type: 'filter'; readonly bar: FilterBar }
  | { readonly type: 'search'; readonly text: string; readonly caret: number }
  | { readonly type: 'help'; readonly top: number }
  | { readonly type: 'palette'; readonly text: string; readonly caret: number; readonly index: number }
  | {
      readonly type: 'menu';
      readonly purpose: MenuPurpose;
      readonly title: string;
      readonly items: readonly MenuItem[];
      readonly index: number;
      /** What is copied from, as it was read for this menu. */
      readonly run?: Run;
    }
  | {
      readonly type: 'confirm-cancel';
      readonly act: EndAct;
      readonly runs: readonly CancelTarget[];
      readonly target: string;
      readonly choice: 'no' | 'yes';
    }
  | {
      readonly type: 'outcomes';
      readonly act: EndAct;
      readonly runs: readonly CancelTarget[];
      readonly top: number;
    }
  | { readonly type: 'name-view'; readonly text: string; readonly caret: number };
