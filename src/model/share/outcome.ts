/** How a run ended: `other` is a failure of another cause, or a cancel. */
export type Outcome = {
  readonly id: string;
  readonly target?: string;
  readonly at: number;
  readonly end: 'failed' | 'success' | 'other';
};
