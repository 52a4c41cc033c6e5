/** An act of this user on a store, without payloads, input and secrets. */
export type DoneAct = {
  readonly at: number;
  /** As a user would type it: `TargetInfo.location`. */
  readonly target: string;
  /** `cancel`, `kill`, `start`, `run again`, a verb of an engine, `note`, `mute`, `unmark`, `prune`. */
  readonly act: string;
  /** The id of the run or group, or the name of the workflow. */
  readonly on: string;
  /** `canceled`, `started run_7`, `refused: it has ended`. */
  readonly outcome: string;
  /** The command that does the same, safe to paste into a POSIX shell; the user adds its input. */
  readonly command: string;
};

/** Keeps what was done. Never rejects: an act does not fail because it cannot be noted. */
export type KeepAct = (act: Omit<DoneAct, 'at'>, of: { readonly isSample?: true }) => Promise<void>;

export type Acts = {
  readonly keep: KeepAct;
  readonly list: () => Promise<readonly DoneAct[]>;
  /** Once all is written: why some acts are lost when the program ends; `undefined` where none is. */
  readonly problem: () => Promise<string | undefined>;
};
