/** The failures of a group as they were shown: no clock, so that what fails meanwhile is not among them. */
export type ShownFailures = {
  /** When the runs that failed first and last were created, in epoch ms. */
  readonly firstAt: number;
  readonly lastAt: number;
  readonly count: number;
};

/** What people keep of a group: one mark of each kind. */
export type FailureMark = {
  /** The group's id when the mark was made. */
  readonly failureId: string;
  readonly kind: 'known' | 'muted';
  readonly note?: string;
  /** Names an issue elsewhere, such as `OPS-12`. */
  readonly ticket?: string;
  /** Epoch ms. */
  readonly mutedUntil?: number;
  /** Muted until so many more runs have failed. */
  readonly mutedForCount?: number;
  /** Who made it, and when. */
  readonly by?: string;
  readonly at: number;
  readonly shown: ShownFailures;
};

/** A mark that is yet to be made: the store says when. */
export type NewFailureMark = Omit<FailureMark, 'at' | 'by'>;

export type SeenGroup = { readonly failureId: string; readonly shown: ShownFailures };

export const markLimits = { failureId: 200, note: 2_000, ticket: 200 } as const;
