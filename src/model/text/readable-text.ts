/** What a reader of parts of a text needs: a string, or a text that is decoded where it is read. */
export type ReadableText = {
  readonly length: number;
  slice(start: number, end?: number): string;
};
