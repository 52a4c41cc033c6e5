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

/** Whether the token of a server does not allow starts; one that cannot read is told where lists are read. */
export function lacksStartScope(about: ServerAbout | undefined): boolean {
  return about?.scopes.includes('read') === true && !about.scopes.includes('start');
}

/** Whether starts reach no program and no start hook. */
export function startsNothing({ can, about }: Pick<TargetStarts, 'can' | 'about'>): boolean {
  return !can.start || about?.can?.start === false;
}

/** Whether an engine starts or repeats its runs by itself: no program has to offer their workflows. */
export function startsByItself({ target, can }: Pick<TargetStarts, 'target' | 'can'>): boolean {
  return target.isEngine === true && (can.start || can.restart === true);
}

/** Whether a start hook may start what no program offers. */
export function mayHaveHook({ target, about }: TargetStarts): boolean {
  return target.kind === 'http' && about?.can?.startHook !== false;
}
