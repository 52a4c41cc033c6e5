import type { Run, Trace } from '../../../src/model/run.ts';
export declare const failedRun: Run;
export declare const successRun: Run;
/** The trace of the failed run: a root, a step that worked, a step of three attempts with its logs. */
export declare const failedTrace: Trace;
export declare const runningTrace: Trace;
export declare const runningRun: Run;
export declare const lostRun: Run;
export declare const agentRun: Run;
export declare const secretRun: Run;
