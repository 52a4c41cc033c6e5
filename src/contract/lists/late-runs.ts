export type LateOptions = {
  /** `position` of the answer before. */
  readonly after?: string;
  readonly limit: number;
  readonly signal?: AbortSignal;
};

export type LateRuns = {
  /**
   * For each target in the order in which they came or changed; a run that changed again is at its last
   * place.
   */
  readonly addresses: readonly string[];
  /** Opaque: where the next call goes on. */
  readonly position: string;
};
