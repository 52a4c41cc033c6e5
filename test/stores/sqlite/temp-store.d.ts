import type { Fact } from '../../../src/stores/sqlite/facts.ts';
import type { RunStore, TargetInfo } from '../../../src/stores/store.ts';
import type { StoreUnderTest } from '../contract.ts';
export type TempFolder = {
  readonly path: string;
  readonly file: (name: string) => string;
  readonly remove: () => void;
};
export declare function tempFolder(): TempFolder;
export declare function targetOf(path: string): TargetInfo;
export declare function openStoreAt(path: string, scanRows?: number): Promise<RunStore>;
/** Records facts that nobody owns, and closes the file again. */
export declare function recordAt(
  path: string,
  facts: readonly Fact[],
  indexing?: 'background' | 'none',
): Promise<void>;
/** Asks the file itself. */
export declare function query<T>(path: string, sql: string): T[];
/** Changes the file behind everybody's back. */
export declare function rewrite(path: string, sql: string): void;
export declare function createSqliteUnderTest(): Promise<StoreUnderTest>;
