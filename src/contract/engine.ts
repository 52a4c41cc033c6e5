import type { RunStore, TargetInfo } from './run-store.ts';

/** Who owns a configuration file. A project's file is shared, and may come from a stranger. */
export type ConfigOwner = 'project' | 'user';

/** Where an address was written: the folder its relative paths start from, and the user's home. */
export type Whereabouts = { readonly base: string; readonly home: string };

export type OpenEngine = {
  readonly place: string;
  readonly target: TargetInfo;
  /** Who wrote the address. The user did not choose what a project's file says. */
  readonly givenBy: ConfigOwner;
  /** The nearest folder upwards with a `runlens.config.yaml`, else the current one. */
  readonly projectFolder: () => string;
  /** The token that may be sent to the place, for engines with a `tokenVariable`. */
  readonly readToken: () => Promise<string | undefined>;
};

export type Detected = {
  readonly place: string;
  /**
   * Why it was chosen, when not because of the folder: for example the environment variable that named it.
   */
  readonly reason?: string;
};

/**
 * A store that belongs to another product: a workflow engine's folder, files or service. Each engine is one
 * row of `engines`. A `place` is an absolute path or a URL without secrets.
 */
export type Engine = {
  /**
   * The kind of its targets, and the scheme of their addresses: `restate` in `restate:http://localhost:9070`.
   */
  readonly kind: string;
  /** Whether every request is a round trip over a network, or starts a process. */
  readonly isRemote: boolean;
  /** The place that the text after `kind:` means. Throws an `InspectorError`. */
  readonly locate: (text: string, where: Whereabouts) => string;
  /** The place that a path without a scheme means, if it belongs to this engine. */
  readonly recognize?: (path: string) => string | undefined;
  /** Finds what this engine keeps in a project's folder, without opening or changing anything. */
  readonly detect?: (
    folder: string,
    env: Readonly<Record<string, string | undefined>>,
  ) => Detected | undefined;
  /** The names of what `detect` finds in a folder, such as `traces.jsonl`. */
  readonly foundNames?: readonly string[];
  /** The environment variable that names a place. `detect` gives its name as the reason. */
  readonly placeVariable?: string;
  /** The environment variable that holds the token for its servers. If set, every place is a URL. */
  readonly tokenVariable?: string;
  /**
   * Set when reading may change something, for example because a program updates itself. Then only opening
   * the target reads it.
   */
  readonly mayWrite?: true;
  /** The name of a target that the configuration does not name. */
  readonly nameOf: (place: string) => string;
  readonly open: (options: OpenEngine) => Promise<RunStore>;
};
