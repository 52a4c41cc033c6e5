import type { BenchOptions } from './options.ts';
import type { Row } from './row.ts';

/** What the topics share. */
export type Bench = {
  readonly options: BenchOptions;
  /** The path of the large store, which is made when it is first asked for. Nobody writes to it. */
  readonly store: () => Promise<string>;
  /** A copy of it to write to. */
  readonly writableStore: () => Promise<string>;
  /** A folder for this run of the benchmarks, removed at its end. */
  readonly folder: string;
  readonly say: (text: string) => void;
};

/** Rows that are measured together. */
export type Topic = {
  readonly name: string;
  /** Topics of one part can be measured by its name. */
  readonly part?: 'cloud' | 'engines' | 'failures';
  readonly measure: (bench: Bench) => Promise<readonly Row[]>;
};
