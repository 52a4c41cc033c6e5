/** `confirmed` is false where the program cannot know that the copy arrived. */
export type CopyOutcome = {
  readonly route: 'native' | 'tmux' | 'osc52' | 'file';
  readonly bytes: number;
  readonly confirmed: boolean;
  /** The name of the clipboard program. */
  readonly tool?: string;
  /** Readable by this user alone. */
  readonly path?: string;
};
