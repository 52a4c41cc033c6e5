import type { ConfigOwner, Engine } from '../contract/engine.ts';
import type { TargetInfo } from '../contract/target-info.ts';
import type { Environment } from '../model/environment.ts';
import type { FoundLocation } from './location.ts';

export type TargetContext = {
  readonly cwd: string;
  readonly home: string;
  readonly env: Environment;
  /** Whether every target is opened read-only, whatever its configuration says. */
  readonly isReadOnly?: true;
  /** The path of the user's `config.yaml`, which need not exist. */
  readonly userConfigPath: () => Promise<string>;
};

export type TargetChoice = { readonly named?: string; readonly isInsecure?: boolean };

type Resolved = {
  readonly info: TargetInfo;
  /** Its place, and who gave it. Never show it: an address may hold a password. */
  readonly found?: FoundLocation;
  /** Lines for stderr, before the target is opened. */
  readonly warnings: readonly string[];
};

type SqliteTarget = Resolved & { readonly kind: 'sqlite'; readonly path: string };

export type PostgresTarget = Resolved & {
  readonly kind: 'postgres';
  readonly url: string;
  /** Whether nothing of the environment, such as a password, goes there: a project's file names it. */
  readonly isForeign: boolean;
  /** The runs of an engine in this database; the schema is given where that is not clear. */
  readonly ofEngine: (engine: Engine, schema?: string) => SingleTarget;
};

export type HttpTarget = Resolved & {
  readonly kind: 'http';
  readonly url: string;
  /** Reads the token when the target is opened, so that no value that may be printed holds it. */
  readonly readToken: () => Promise<string | undefined>;
  /** What to do when the server wants a token and there is none. */
  readonly tokenAdvice: () => Promise<string>;
  readonly isInsecure: boolean;
};

type EngineTarget = Resolved & {
  readonly kind: 'engine';
  readonly engine: Engine;
  readonly place: string;
  readonly writtenBy: ConfigOwner;
  readonly isForeign: boolean;
  readonly projectFolder: () => string;
  readonly readToken: () => Promise<string | undefined>;
  readonly secretVariables: readonly string[];
};

export type SingleTarget = SqliteTarget | PostgresTarget | HttpTarget | EngineTarget;

export type MergedTarget = Resolved & { readonly kind: 'merged'; readonly members: readonly SingleTarget[] };

export type ResolvedTarget = SingleTarget | MergedTarget;

/** Identifies a target, and parses as a location. Never show it: an address may hold a password. */
export function targetKey(target: ResolvedTarget): string {
  if (target.kind === 'merged') return target.members.map(targetKey).join(',');
  if (target.kind === 'engine') return `${target.engine.kind}:${target.place}`;
  return target.kind === 'sqlite' ? target.path : target.url;
}
