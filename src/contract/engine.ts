import type { RunStore, TargetInfo } from './run-store.ts';

/** Whose file it is: a project's may be shared, and may come from somebody else. */
export type ConfigOwner = 'project' | 'user';

/** Where a text that names a place was written, and what its relative paths start from. */
export type Whereabouts = { readonly base: string; readonly home: string };

export type OpenEngine = {
  readonly place: string;
  readonly target: TargetInfo;
  /**
   * Who wrote the address: what a project's file says was not chosen by the user who stands in that project.
   */
  readonly givenBy: ConfigOwner;
  /** The token that may go there, for engines with a `tokenVariable`. */
  readonly readToken: () => Promise<string | undefined>;
};

export type Detected = {
  readonly place: string;
  /** Why, where that is not the folder: for example the environment variable that says so. */
  readonly reason?: string;
};

/**
 * A kind of store that runlens reads where somebody else keeps it: a workflow engine's folder, files or
 * service. It is a row of `engines`. A `place` is an absolute path or a URL without secrets; it is all that
 * an address says.
 */
export type Engine = {
  /**
   * The kind of its targets, and the scheme of their addresses: `restate` in `restate:http://localhost:9070`.
   */
  readonly kind: string;
  /** Whether its places are on this machine, so that many small questions cost nothing. */
  readonly isNear: boolean;
  /** The place that the text behind `kind:` means. Throws an `InspectorError`. */
  readonly locate: (text: string, where: Whereabouts) => string;
  /** The place that a path without a scheme means, when it is one of this engine's. */
  readonly recognize?: (path: string) => string | undefined;
  /** What a project keeps in a folder; only looks. */
  readonly detect?: (
    folder: string,
    env: Readonly<Record<string, string | undefined>>,
  ) => Detected | undefined;
  /** The names of what `detect` finds in a folder, such as `traces.jsonl`. */
  readonly foundNames?: readonly string[];
  /** The environment variable that names a place; what `detect` finds by it has its name as the reason. */
  readonly placeVariable?: string;
  /** The environment variable of the token that its servers want: then every place is a URL. */
  readonly tokenVariable?: string;
  /**
   * Set where asking may change something, such as a program that updates itself: then nothing asks but who
   * opens the target.
   */
  readonly mayWrite?: true;
  /** What a target without a name is called. */
  readonly nameOf: (place: string) => string;
  readonly open: (options: OpenEngine) => Promise<RunStore>;
};
