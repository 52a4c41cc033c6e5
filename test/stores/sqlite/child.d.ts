export type Child = {
  readonly pid: number;
  /** Resolves when the child said the word. */
  readonly says: (word: string) => Promise<void>;
  readonly ended: Promise<void>;
  readonly kill: () => Promise<void>;
};
/** A recording process: see `recording-child.ts`. */
export declare function startRecording(path: string, prefix: string, count: number, mode?: string): Child;
