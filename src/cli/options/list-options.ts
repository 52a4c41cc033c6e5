import { type Command, InvalidArgumentError, Option } from 'commander';
import { isNewestFirst, topSize } from '../../contract/lists/run-order.ts';
import { newestFirst, parseSort, type Sort, sortFields } from '../../contract/lists/sort.ts';
import { InspectorError } from '../../model/errors.ts';
import type { QueryFlags } from './build-query.ts';
import { parseCount } from './parse-value.ts';

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
      new Option('--sort <field>', `${sortFields.join(', ')}; with a leading "-", greatest first`)
        .argParser(toSort)
        .default(newestFirst, '-created'),
    );
}

/** Refuses what only the newest-first order can do. */
export function checkSort({ sort, cursor, limit }: ListFlags): void {
  if (isNewestFirst(sort)) return;
  if (cursor !== undefined) {
    throw new InspectorError('usage', '--cursor goes with the default order only', {
      hint: 'leave --sort out',
    });
  }
  if (limit > topSize) {
    throw new InspectorError('usage', `--sort ${sort.field} lists the first ${topSize} at most`, {
      hint: `give --limit ${topSize} or less, or leave --sort out`,
    });
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
