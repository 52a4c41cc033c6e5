import type { ConfigOwner, Engine } from '../contract/engine.ts';
import type { TargetInfo } from '../contract/run-store.ts';

type Found = {
  readonly info: TargetInfo;
  /** To be said on stderr before the target is opened. */
  readonly warnings: readonly string[];
};

export type SqliteTarget = Found & { readonly kind: 'sqlite'; readonly path: string };

export type PostgresTarget = Found & { readonly kind: 'postgres'; readonly url: string };

export type HttpTarget = Found & {
  readonly kind: 'http';
  readonly url: string;
  /** Read when the target is opened, so that it never lies about in a value that somebody may print. */
  readonly readToken: () => Promise<string | undefined>;
  /** What to do when it wants a token and there is none. */
  readonly tokenAdvice: () => Promise<string>;
  readonly isInsecure: boolean;
};

export type EngineTarget = Found & {
  readonly kind: 'engine';
  readonly engine: Engine;
  readonly place: string;
  readonly givenBy: ConfigOwner;
  readonly projectFolder: () => string;
  readonly readToken: () => Promise<string | undefined>;
};

export type SingleTarget = SqliteTarget | PostgresTarget | HttpTarget | EngineTarget;

/** Several targets in one list; the members' names are all different. */
export type MergedTarget = Found & { readonly kind: 'merged'; readonly members: readonly SingleTarget[] };

export type ResolvedTarget = SingleTarget | MergedTarget;

/** Whether somebody asked for `--insecure`, and what they named as the target. */
export type TargetChoice = { readonly named?: string; readonly isInsecure?: boolean };

/**
 * What tells two targets apart, whatever they are called; it reads as a location. Not to be shown: an address
 * may hold a password.
 */
export function targetKey(target: ResolvedTarget): string {
  if (target.kind === 'merged') return target.members.map(targetKey).join(',');
  if (target.kind === 'engine') return `${target.engine.kind}:${target.place}`;
  return target.kind === 'sqlite' ? target.path : target.url;
}
