import type { Readable, Writable } from 'node:stream';
import type { RunStore } from '../contract/run-store.ts';
import type { TargetInfo } from '../contract/target-info.ts';
import type { OwnFailures } from '../operations/failures/failure-memory.ts';
import type { ResolvedTarget, TargetChoice, TargetContext } from '../targets/target.ts';

/** What the server needs of the program that it is started by. */
export type McpContext = TargetContext & {
  readonly stdin: Readable;
  /** Takes the messages of the protocol, and nothing else. */
  readonly stdout: Writable;
  /** Epoch ms. */
  readonly now: () => number;
  /** Ends the server. */
  readonly signal: AbortSignal;
  readonly openStore: (target: ResolvedTarget) => Promise<RunStore>;
};

export type McpOptions = {
  /** The target of calls that name none. */
  readonly target: TargetChoice;
  /** Whether calls may cancel and start runs. */
  readonly mayAct: boolean;
  readonly version: string;
  /** Recorded with what is canceled or started. */
  readonly by: string;
  /** What the user keeps of the failures of a target. */
  readonly ownFailures: (target: TargetInfo) => Promise<OwnFailures>;
  /** Takes lines for the user, such as the warnings of a target. */
  readonly warn: (line: string) => void;
  /** Takes an error that nobody expected; its call is answered all the same. */
  readonly reportBug: (error: unknown) => void;
};
