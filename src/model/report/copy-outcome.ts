/** `confirmed` is false where the program cannot know that the copy arrived. */
export type CopyOutcome = {
  readonly route: 'native' | 'tmux' | 'osc52' | 'file';
  readonly bytes: number;
  readonly confirmed: boolean;
  readonly tool?: string;
  /** Readable by this user alone. */
  readonly path?: string;
};
