import type { Sort } from '../../contract/lists/sort.ts';
import type { TargetInfo } from '../../contract/target-info.ts';

export interface ScreenLook {
  readonly absoluteTimes: boolean;
}

/** Absent fields have not been changed by the user. */
export type ListLook = Partial<Pick<ScreenLook, 'columns'>> & { readonly sort?: Sort };

/** `label` is unique. */
export type SavedView = ListLook & { readonly label: string; readonly filter: string; readonly key?: number };

/** The built-in views of a target share its columns and order. */
export type TargetLook = Partial<ScreenLook> & { readonly sort?: Sort; readonly view?: string };

/** Kept between starts; `filters` has the newest last. */
export type Memory = {
  readonly filters: () => readonly string[];
  readonly rememberFilter: (text: string) => void;
  readonly views: () => readonly SavedView[];
  readonly saveView: (view: SavedView) => void;
  readonly renameView: (label: string, to: string) => void;
  readonly deleteView: (label: string) => void;
  readonly look: (target: string) => TargetLook;
  /** Other fields keep their values. */
  readonly rememberLook: (target: string, change: TargetLook) => void;
  readonly isTourEnded: () => boolean;
  readonly endTour: () => void;
  /** Reads what other processes have written meanwhile. */
  readonly refresh: () => void;
  /** Returns why nothing is kept after the program ends, if so. */
  readonly problem: () => string | undefined;
};

export type Remembered = { readonly views: readonly SavedView[]; readonly look: TargetLook };

export function recall(memory: Pick<Memory, 'views' | 'look'>, target: TargetInfo): Remembered {
  return { views: memory.views(), look: memory.look(lookKey(target)) };
}

export function lookKey({ key, location }: TargetInfo): string {
  return key ?? location;
}
