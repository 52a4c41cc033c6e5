import type { Capabilities } from '../capabilities.ts';
import type { ServerAbout } from '../server-about.ts';
import type { TargetInfo } from '../target-info.ts';

/** What is known of starts in a target. */
export type TargetStarts = {
  readonly target: TargetInfo;
  readonly can: Capabilities;
  readonly about?: ServerAbout;
  /** The workflows that running programs offer. */
  readonly offered: readonly string[];
};
