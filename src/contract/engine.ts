import type { Environment } from '../model/environment.ts';
import type { RunStore } from './run-store.ts';
import type { TargetInfo } from './target-info.ts';

/** A project's configuration is shared, and may come from a stranger. */
export type ConfigOwner = 'project' | 'user';

export type AddressContext = { readonly base: string; readonly home: string };

type OpenEngineOptions = {
  readonly place: string;
  readonly target: TargetInfo;
  /** Who wrote the address. The user did not choose what a project's file contains. */
  readonly writtenBy: ConfigOwner;
  /** Whether the address is a stranger's: it gets no password but its own, and nothing of the environment. */
  readonly isForeign: boolean;
  /** The nearest parent folder with a `runlens.config.yaml`, else the current folder. */
  readonly projectFolder: () => string;
  /** The token that may be sent to the place, where `access` names its variable. */
  readonly readToken: () => Promise<string | undefined>;
  /** The variables with the secrets of all engines, which no program that an engine starts may get. */
  readonly secretVariables: readonly string[];
};

/** What a place is, and so with which secret it is opened. */
type Access =
  /** A file, a folder or a program: with none. */
  | 'path'
  /** The URL of a server: with the token in this environment variable. */
  | { readonly token: string }
  /** The address of a database: with the password in it, or that of the database's own variables. */
  | 'database';

type DetectedPlace = {
  readonly place: string;
  readonly reason?: string;
};

/** A table by which an engine is known in a PostgreSQL database, whatever the schema is called. */
export type EngineTable = { readonly table: string; readonly columns: readonly string[] };

/** A store of another product: one row of `engines`. A `place` is a path or a URL without secrets. */
export type Engine = {
  /** Also the scheme of its addresses: `restate` in `restate:http://localhost:9070`. */
  readonly kind: string;
  /** Protocols of addresses that need no `kind:` before them, because no other store has them: `redis`. */
  readonly ownProtocols?: readonly string[];
  /** Whether every request is a network round trip or starts a process. */
  readonly isRemote: boolean;
  /** Converts the text after `kind:` to an absolute place. Throws an `InspectorError`. */
  readonly locate: (text: string, where: AddressContext) => string;
  /** Throws an `InspectorError` for the place of a file that does not exist. */
  readonly requireFile?: (place: string) => void;
  /** Converts a path without a scheme, if it belongs to this engine. */
  readonly recognize?: (path: string) => string | undefined;
  /** Finds what this engine keeps in a project's folder, without opening or changing anything. */
  readonly detect?: (folder: string, env: Environment) => DetectedPlace | undefined;
  /** Says why a file with a name of this engine's is not recognized: `it is empty`. */
  readonly whyNot?: (path: string) => string | undefined;
  /** Names of files that `detect` finds in a folder, such as `traces.jsonl`. */
  readonly detectedNames?: readonly string[];
  /** The environment variable that names a place. `detect` reports it as the reason. */
  readonly placeVariable?: string;
  readonly access: Access;
  /** The environment variable with the password of a database; `PGPASSWORD` by default. */
  readonly passwordVariable?: string;
  /** Set for a database that is asked over HTTP: its password is sent as the token of a server is. */
  readonly isOverHttp?: true;
  readonly known?: EngineTable;
  /** Set when reading may change something, for example an engine that updates itself: only opening reads. */
  readonly mayWrite?: true;
  /** The name of a target without a configured name. */
  readonly nameOf: (place: string) => string;
  readonly open: (options: OpenEngineOptions) => Promise<RunStore>;
};
