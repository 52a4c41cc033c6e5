import { type Command, InvalidArgumentError, Option } from 'commander';
import { isNewestFirst, topSize } from '../../contract/lists/run-order.ts';
import { newestFirst, parseSort, type Sort, sortFields } from '../../contract/lists/sort.ts';
import { InspectorError } from '../../model/errors.ts';
import type { QueryFlags } from './build-query.ts';
import { parseCount, parseListOf } from './parse-value.ts';

export const sortWords: readonly string[] = sortFields.flatMap(field => [field, `-${field}`]);

export type ListFlags = QueryFlags & {
  readonly limit: number;
  readonly cursor?: string;
  readonly sort: Sort;
};

export function addListOptions(command: Command): Command {
  return command
    .option('--status <status>', 'only runs with these statuses, such as failed,canceled', joinValues)
    .option('--since <time>', 'only runs created since this time: 24h, today, 2026-01-31 …')
    .option('--until <time>', 'only runs created before this time')
    .option('--filter <filter>', 'a filter as on the screen, such as "duration:>30s error:timeout"')
    .option('--limit <count>', 'at most this many rows', parseCount, 50)
    .option('--cursor <cursor>', 'continue where a list ended')
    .addOption(
      new Option('--sort <field>', `${sortFields.join(', ')}; with a leading "-", largest or newest first`)
        .argParser(toSort)
        .default(newestFirst, '-created'),
    );
}

export function checkSort({ sort, cursor, limit }: ListFlags): void {
  if (isNewestFirst(sort)) return;
  if (cursor !== undefined) {
    const hint = 'leave --sort out';
    throw new InspectorError('usage', '--cursor goes with the default order only', { hint });
  }
  if (limit > topSize) {
    const hint = `give --limit ${topSize} or less, or leave --sort out`;
    throw new InspectorError('usage', `--sort ${sort.field} lists the first ${topSize} at most`, { hint });
  }
}

function joinValues(value: string, before: string | undefined): string {
  return before === undefined ? value : `${before},${value}`;
}

function toSort(text: string): Sort {
  const sort = parseSort(text);
  if (!sort) throw new InvalidArgumentError(`It takes one of ${sortFields.join(', ')}.`);
  return sort;
}

/** Parts of a run that are read on request only; the trigger always is read. */
export const includable = ['trigger', 'steps', 'messages', 'trace'] as const;

export type GetFlags = {
  readonly include?: readonly (typeof includable)[number][];
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
