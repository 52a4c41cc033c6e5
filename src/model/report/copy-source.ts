import type { LazyText } from '../payload/lazy/lazy-text.ts';
import type { Run, RunSummary } from '../run.ts';
import type { HowUsual } from './how-usual.ts';
import type { RecordShape } from './run-json.ts';
import type { CommandTarget } from './shell-command.ts';

/** A text that is copied unchanged, or a payload that is copied as JSON or YAML. */
export type CopyContent =
  | {
      readonly type: 'text';
      readonly text: string | LazyText;
      /** May be the name of a secret. */
      readonly key?: string;
      /** Whether the value is inside a member with a secret name. */
      readonly isSecret?: boolean;
    }
  | {
      readonly type: 'value';
      readonly value: unknown;
      readonly isSecret?: boolean;
      /** Set for a part of a run that is copied as the commands print it. */
      readonly shape?: RecordShape;
    };

export type CopySource = {
  readonly run: RunSummary | Run;
  /** The item under the cursor. */
  readonly focus?: { readonly label: string; readonly content: CopyContent };
  readonly format: 'json' | 'yaml';
  readonly reveal: boolean;
  readonly now: number;
  /** Whether the target can run the run again. */
  readonly canRunAgain?: boolean;
  /** The group of a failed run, where it was asked for. */
  readonly failureId?: string;
  /** How usual the failure is, where that was counted. */
  readonly usual?: HowUsual;
} & CommandTarget;
