import type { DoneAct } from '../../contract/done-act.ts';
import type { RunStore } from '../../contract/run-store.ts';
import type { TargetInfo } from '../../contract/target-info.ts';
import type { OwnCommand, OwnValues } from '../../model/own-command/own-command.ts';
import type { CopyOutcome } from '../../model/report/copy-outcome.ts';
import type { CopyWork } from '../../model/report/copy-work.ts';
import type { Run } from '../../model/run.ts';
import type { OwnFailures } from '../../operations/failures/failure-memory.ts';
import type { Memory } from './remembered.ts';

/** A user's own command with the values of its placeholders; `file` is the text of the file it is given. */
export type OwnRequest = {
  readonly command: OwnCommand;
  readonly values: Omit<OwnValues, 'file'>;
  readonly file?: string | Uint8Array;
};

/** Safe for a terminal. `exitCode` is 128 plus its number for a signal that ended the command. */
export type OwnOutput = { readonly exitCode: number; readonly stdout: string; readonly stderr: string };

/** A case file or a page. `path` is as shown; `hidden` counts the masked secrets. */
export type SavedFile = { readonly path: string; readonly bytes: number; readonly hidden: number };

/** The run that a page is about, or the last run of its group of failures. */
export type ReportedRun = {
  readonly store: RunStore;
  readonly run: Run;
  readonly failureId?: string;
  readonly canRunAgain: boolean;
};

export type MenuItem = {
  readonly id: string;
  readonly label: string;
  readonly hint?: string;
  readonly key?: string;
  /** Whether the item is on; absent for an item that can only be chosen. */
  readonly isOn?: boolean;
};

export type Effects = {
  readonly user: string | undefined;
  /** Epoch ms. */
  readonly now: () => number;
  /** Renders large payloads without blocking the screen, in UTF-8; `hidden` counts the masked secrets. */
  readonly renderCopy: (
    work: CopyWork,
    signal: AbortSignal,
  ) => Promise<{ readonly bytes: Uint8Array; readonly hidden: number }>;
  /** Saves runs in a new case file of the current folder, without blocking the screen. */
  readonly saveCase: (runs: readonly Run[], target: TargetInfo, signal: AbortSignal) => Promise<SavedFile>;
  readonly saveReport: (reported: ReportedRun, signal: AbortSignal) => Promise<SavedFile>;
  readonly copy: (text: string | Uint8Array) => Promise<CopyOutcome>;
  readonly runOwn: (request: OwnRequest, signal: AbortSignal) => Promise<OwnOutput>;
  /** Resolves with the path of a private file that has the text. */
  readonly keepOutput: (text: string) => Promise<string>;
  readonly openPager: (text: string | Uint8Array) => Promise<void>;
  readonly openEditor: (text: string | Uint8Array, suffix: string) => Promise<void>;
  /** From 0 to 1; `undefined` once there is no long work. */
  readonly showProgress: (part: number | undefined) => void;
  /** Resolves with the text as the user left it. */
  readonly editText: (text: string | Uint8Array, suffix: string) => Promise<string>;
  /** The text may come from the store. */
  readonly notify: (text: string) => Promise<void>;
  readonly suspend: () => void;
  readonly quit: (exitCode: number) => void;
  readonly listTargets: () => Promise<readonly MenuItem[]>;
  /** Resolves with further items to choose from where one item stands for several targets. */
  readonly openTarget: (id: string) => Promise<RunStore | readonly MenuItem[]>;
  readonly memory: Memory;
  /** Newest first; `problem` says why some acts are missing. */
  readonly doneActs: () => Promise<{ readonly acts: readonly DoneAct[]; readonly problem?: string }>;
  readonly ownFailures: (target: TargetInfo) => Promise<OwnFailures>;
};
