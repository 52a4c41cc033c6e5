/** Every field is shown to users, so none holds a secret. */
export type TargetInfo = {
  readonly name: string;
  /** Set when the name is configured, so that `--target` accepts it. */
  readonly isNamed?: true;
  /** `sqlite`, `postgres`, `http`, `merged`, or an engine's kind. */
  readonly kind: string;
  /** Set where every request is a round trip, so that few large requests beat many small ones. */
  readonly isRemote?: true;
  /** Set where a workflow engine, not a recorder, writes the runs. */
  readonly isEngine?: true;
  /** The value of `--target` for this target, which means the same in every folder. */
  readonly commandTarget?: string;
  readonly members?: readonly TargetInfo[];
  /** The path or address as a user would type it. */
  readonly location: string;
  /** Identifies the target in whatever folder the program is started. */
  readonly key?: string;
  /** Set for a sample: it is removed at the end, and nothing about it is remembered. */
  readonly isSample?: true;
  /** For example `found here`, `RUNLENS_TARGET`, `argument`. */
  readonly reason: string;
  /** Set where no act on the runs is allowed, whatever the store can do. */
  readonly isReadOnly?: true;
  readonly isInsecure?: true;
};

/** Whether the store counts the runs of a workflow; that of an engine would read them one by one. */
export function hasCounters({ isEngine, members = [] }: TargetInfo): boolean {
  return !isEngine && members.every(hasCounters);
}

/** What `targets test` shows of a store beside its runs. */
export type StoreCheck = {
  /** The server's and the tables': `PostgreSQL 18.4`, `pg-boss schema 46`. */
  readonly versions: readonly string[];
  /** The tables from which runs are read: `kiln_jobs.job`. */
  readonly tables: readonly string[];
  /** What this user may do; to act is to cancel, to start and the like. */
  readonly rights: {
    readonly read: boolean;
    readonly act: boolean;
    /** The commands that are refused, where rights are for single ones. */
    readonly refused?: readonly string[];
  };
  /** The time of the server less that of this machine, where the user may ask for it. */
  readonly clockSkewMs?: number;
};

export type ServerAbout = {
  readonly version: string;
  readonly scopes: readonly string[];
  /** `startHook`: whether it passes on what no running program offers. */
  readonly can: { readonly start: boolean; readonly startHook: boolean };
};
