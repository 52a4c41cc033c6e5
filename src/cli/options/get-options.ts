import type { Command } from 'commander';
import { parseListOf } from './parse-value.ts';

/** Parts of a run that are read on request only; the trigger always is read. */
export const includable = ['trigger', 'steps', 'messages', 'trace'] as const;

export type Include = (typeof includable)[number];

export type GetFlags = {
  readonly include?: readonly Include[];
  readonly summary?: true;
  /** A dotted path into the printed JSON. */
  readonly field?: string;
  readonly wait?: true;
  readonly exitStatus?: true;
};

export function addGetOptions(command: Command): Command {
  return command
    .option('--include <parts>', `also read these parts: ${includable.join(', ')}`, parseListOf(includable))
    .option('--summary', 'only the fields that a list has')
    .option('--field <path>', 'only this field of the JSON, such as output.total')
    .option('--wait', 'follow the run to its end, with a line as each step begins and ends')
    .option('--exit-status', 'exit with 1 if the run failed or was canceled');
}
