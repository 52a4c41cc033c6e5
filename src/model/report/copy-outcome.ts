/** How a copy left the program. `confirmed` is false where the program cannot know that it arrived. */
export type CopyOutcome = {
  readonly route: 'native' | 'tmux' | 'osc52' | 'file';
  readonly bytes: number;
  readonly confirmed: boolean;
  /** The clipboard program. */
  readonly tool?: string;
  /** A file that this user alone can read. */
  readonly path?: string;
};
