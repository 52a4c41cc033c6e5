export type ExplainOptions = {
  readonly signal?: AbortSignal;
  readonly now: number;
  readonly onProgress?: (done: number, total: number) => void;
};
