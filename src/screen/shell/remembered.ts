import type { Sort } from '../../contract/lists/sort.ts';
import type { TargetInfo } from '../../contract/target-info.ts';

/** How runs are shown. Features add their parts, as to the state. */
export interface ScreenLook {
  readonly absoluteTimes: boolean;
}

/** What a view or a target shows of its runs; absent for what the user has not changed. */
export type ListLook = Partial<Pick<ScreenLook, 'columns'>> & { readonly sort?: Sort };

/** A view that the user saved. Its label is unique. */
export type SavedView = ListLook & { readonly label: string; readonly filter: string; readonly key?: number };

/** How the user last looked at a target. The built-in views share its columns and order. */
export type TargetLook = Partial<ScreenLook> & { readonly sort?: Sort; readonly view?: string };

/** Earlier filters (newest last), saved views and looks, kept between starts. */
export type Memory = {
  readonly filters: () => readonly string[];
  readonly rememberFilter: (text: string) => void;
  readonly views: () => readonly SavedView[];
  readonly saveView: (view: SavedView) => void;
  readonly renameView: (label: string, to: string) => void;
  readonly deleteView: (label: string) => void;
  readonly look: (target: string) => TargetLook;
  /** Keeps what the change does not name. */
  readonly rememberLook: (target: string, change: TargetLook) => void;
  readonly isTourEnded: () => boolean;
  /** Keeps that the tour is never offered again. */
  readonly endTour: () => void;
  /** Reads what other inspectors wrote meanwhile. */
  readonly refresh: () => void;
  /** Why nothing is kept after the program ends; `undefined` where it is. */
  readonly problem: () => string | undefined;
};

/** What is remembered for the screen of one target. */
export type Remembered = { readonly views: readonly SavedView[]; readonly look: TargetLook };

export function recall(memory: Pick<Memory, 'views' | 'look'>, target: TargetInfo): Remembered {
  return { views: memory.views(), look: memory.look(lookKey(target)) };
}

/** The key under which a target's look is remembered. */
export function lookKey({ key, location }: TargetInfo): string {
  return key ?? location;
}
