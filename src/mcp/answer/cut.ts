/** What was left out of an answer, and how to go on: the same call with this `path` and `cursor`. */
export type Cut = {
  /** The members on the way, joined by dots; empty for the value itself. */
  readonly path: string;
  /** From the start up to here it was shown. */
  readonly shown: number;
  readonly of: number;
  readonly unit: 'characters' | 'items' | 'members' | 'levels';
};
