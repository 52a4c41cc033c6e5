import type { Capabilities } from '../../contract/capabilities.ts';
import type { ServerAbout, TargetInfo } from '../../contract/target-info.ts';
import type { InspectorError } from '../../model/errors.ts';
import type { Notice, ScreenLook, ScreenName, Task } from './state.ts';
import type { Size } from './window-size.ts';

/** The actions of each feature, which adds its own where they are defined, by `declare module`. */
export interface Actions {
  readonly shell: ShellAction;
}

/** Every change of the state is one of these: a fact in the past tense. */
export type Action = Actions[keyof Actions];

type ShellAction =
  | { readonly type: 'clock-ticked'; readonly now: number }
  | { readonly type: 'resized'; readonly size: Size }
  | { readonly type: 'screen-changed'; readonly screen: ScreenName }
  | { readonly type: 'look-changed'; readonly look: Partial<ScreenLook> }
  | ({ readonly type: 'noticed' } & Omit<Notice, 'at'>)
  | { readonly type: 'notice-expired' }
  /** Without a task, that of this kind has ended. */
  | { readonly type: 'task-moved'; readonly kind: Task['kind']; readonly task?: Task }
  | { readonly type: 'load-failed'; readonly error: InspectorError; readonly retryAt: number }
  | { readonly type: 'link-restored'; readonly target: TargetInfo; readonly can: Capabilities }
  | { readonly type: 'about-loaded'; readonly about: ServerAbout | undefined }
  | { readonly type: 'pause-toggled' };
