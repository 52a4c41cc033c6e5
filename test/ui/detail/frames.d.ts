import type { Run } from '../../../src/model/run.ts';
import { type DetailCommand, type DetailState } from '../../../src/state/detail/detail.ts';
export declare const now: number;
export type Box = {
    readonly width: number;
    readonly height: number;
};
/** A detail with a run in it, after some keys. */
export declare function showRun(run: Run, box: Box, commands?: readonly DetailCommand[]): DetailState;
export declare function press(detail: DetailState, box: Box, commands: readonly DetailCommand[]): DetailState;
/** The detail as a text file shows it. */
export declare function frame(detail: DetailState, box: Box): string;
