/** What a store says when it is tested, beside its runs. */
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
