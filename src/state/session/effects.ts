import type { RunStore } from '../../contract/run-store.ts';
import type { MenuItem } from '../overlays/menu/menu.ts';

/** How a copy left the program. `confirmed` is false where the program cannot know that it arrived. */
export type CopyOutcome = {
  readonly route: 'native' | 'tmux' | 'osc52' | 'file';
  readonly bytes: number;
  readonly confirmed: boolean;
  /** The program that took it. */
  readonly tool?: string;
  readonly path?: string;
};

/** What the session needs from outside: the terminal, the clock, the targets and the memory. */
export type Effects = {
  /** Who sits at the screen, as far as the environment says. */
  readonly user: string | undefined;
  /** Epoch ms. */
  readonly now: () => number;
  readonly copy: (text: string) => Promise<CopyOutcome>;
  readonly openPager: (text: string) => Promise<void>;
  readonly openEditor: (text: string, suffix: string) => Promise<void>;
  readonly suspend: () => void;
  readonly quit: (exitCode: number) => void;
  readonly listTargets: () => Promise<readonly MenuItem[]>;
  readonly openTarget: (id: string) => Promise<RunStore>;
  readonly memory: Memory;
};

/** What is remembered from one start to the next: earlier filters (newest last) and views the user saved. */
export type Memory = {
  readonly filters: () => readonly string[];
  readonly rememberFilter: (text: string) => void;
  readonly views: () => readonly { readonly label: string; readonly filter: string }[];
  readonly saveView: (label: string, filter: string) => void;
  /** Why what is remembered lasts only until the program ends; `undefined` where it is kept. */
  readonly problem: () => string | undefined;
};
