import type { RunStore } from '../../contract/run-store.ts';
import type { MenuItem } from '../overlays/menu/menu.ts';
import type { Memory } from '../remembered/remembered.ts';

/** How a copy left the program. `confirmed` is false where the program cannot know that it arrived. */
export type CopyOutcome = {
  readonly route: 'native' | 'tmux' | 'osc52' | 'file';
  readonly bytes: number;
  readonly confirmed: boolean;
  /** The clipboard program. */
  readonly tool?: string;
  readonly path?: string;
};

/** The terminal, the clock, the targets and the memory, injected into the session. */
export type Effects = {
  /** The user's name from the environment. */
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
