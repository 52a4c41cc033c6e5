import type { DoneAct } from '../../contract/done-act.ts';
import type { RunStore } from '../../contract/run-store.ts';
import type { TargetInfo } from '../../contract/target-info.ts';
import type { OwnCommand, OwnValues } from '../../model/own-command/own-command.ts';
import type { CopyOutcome } from '../../model/report/copy-outcome.ts';
import type { CopyWork } from '../../model/report/copy-work.ts';
import type { Run } from '../../model/run.ts';
import type { OwnFailures } from '../../operations/failures/failure-memory.ts';
import type { Memory } from './remembered.ts';

/** A command of the user's own, what stands for its placeholders, and the text of its file. */
export type OwnRequest = {
  readonly command: OwnCommand;
  readonly values: Omit<OwnValues, 'file'>;
  readonly file?: string | Uint8Array;
};

/** What it printed, safe for a terminal; 128 plus its number for a signal that ended it. */
export type OwnOutput = { readonly exitCode: number; readonly stdout: string; readonly stderr: string };

/** A case file or a page: its path as it is shown, and the number of masked secrets. */
export type SavedFile = { readonly path: string; readonly bytes: number; readonly hidden: number };

/** What a page is written about: a run, or a group of failures of which the run is the last one. */
export type ReportedRun = {
  readonly store: RunStore;
  readonly run: Run;
  readonly failureId?: string;
  readonly canRunAgain: boolean;
};

/** An item of a menu, as of the targets to choose from. */
export type MenuItem = {
  readonly id: string;
  readonly label: string;
  readonly hint?: string;
  readonly key?: string;
  /** Whether it is switched on; absent for an item that is only chosen. */
  readonly isOn?: boolean;
};

/** The terminal, the clock, the targets and the memory, injected into the session. */
export type Effects = {
  readonly user: string | undefined;
  /** Epoch ms. */
  readonly now: () => number;
  /** Writes a text of large payloads beside the screen: in UTF-8, with the number of masked secrets. */
  readonly renderCopy: (
    work: CopyWork,
    signal: AbortSignal,
  ) => Promise<{ readonly bytes: Uint8Array; readonly hidden: number }>;
  /** Saves whole runs in a new case file of the current folder, written beside the screen. */
  readonly saveCase: (runs: readonly Run[], target: TargetInfo, signal: AbortSignal) => Promise<SavedFile>;
  /** Reads what is known of a run, and saves a page about it in the same way. */
  readonly saveReport: (reported: ReportedRun, signal: AbortSignal) => Promise<SavedFile>;
  readonly copy: (text: string | Uint8Array) => Promise<CopyOutcome>;
  readonly runOwn: (request: OwnRequest, signal: AbortSignal) => Promise<OwnOutput>;
  /** Writes a text to a private file, and resolves with its path. */
  readonly keepOutput: (text: string) => Promise<string>;
  readonly openPager: (text: string | Uint8Array) => Promise<void>;
  readonly openEditor: (text: string | Uint8Array, suffix: string) => Promise<void>;
  /** Tells the terminal how far long work is, from 0 to 1; `undefined` once there is none. */
  readonly showProgress: (part: number | undefined) => void;
  /** Resolves with the text as the user left it. */
  readonly editText: (text: string | Uint8Array, suffix: string) => Promise<string>;
  /** Notifies the terminal; the text may be of the store. */
  readonly notify: (text: string) => Promise<void>;
  readonly suspend: () => void;
  readonly quit: (exitCode: number) => void;
  readonly listTargets: () => Promise<readonly MenuItem[]>;
  /** Resolves with other items where one is several targets. */
  readonly openTarget: (id: string) => Promise<RunStore | readonly MenuItem[]>;
  readonly memory: Memory;
  /** What the user did, the newest first, and why some of it is not kept. */
  readonly doneActs: () => Promise<{ readonly acts: readonly DoneAct[]; readonly problem?: string }>;
  /** What the user keeps of the failures of a target. */
  readonly ownFailures: (target: TargetInfo) => Promise<OwnFailures>;
};
