import type { Run } from '../../src/model/run.ts';
export declare const now: number;
export declare function createRun(fields: Partial<Run> & Pick<Run, 'id'>): Run;
export declare const failedRun: Run;
export declare const runningRun: Run;
export declare const sessionRun: Run;
export declare const doneRun: Run;
export declare const sampleRuns: readonly Run[];
