import { type Command, InvalidArgumentError, Option } from 'commander';
import { newestFirst, type Sort, sortFields } from '../../contract/run-store.ts';
import { InspectorError } from '../../model/errors.ts';
import type { QueryFlags } from './build-query.ts';
import { parseCount } from './parse-number.ts';

/** Every order but newest first is a list of the top so many. */
const topRows = 1000;

export const sortWords: readonly string[] = sortFields.flatMap(field => [field, `-${field}`]);

export type ListFlags = QueryFlags & {
  readonly limit: number;
  readonly cursor?: string;
  readonly sort: Sort;
};

export function addListOptions(command: Command): Command {
  return command
    .option('--status <status>', 'only these, such as failed,canceled', joinValues)
    .option('--since <time>', 'created since 24h, today, 2026-01-31 …')
    .option('--until <time>', 'created before then')
    .option('--filter <filter>', 'the filter language of the screen: duration:>30s error:timeout')
    .option('--limit <count>', 'rows at most', parseCount, 50)
    .option('--cursor <cursor>', 'go on where a list ended')
    .addOption(
      new Option('--sort <field>', `${sortFields.join(', ')}; with a "-" before it, greatest first`)
        .argParser(parseSort)
        .default(newestFirst, '-created'),
    );
}

/** Refuses what newest first can do and the other orders cannot. */
export function checkSort({ sort, cursor, limit }: ListFlags): void {
  if (sort.field === newestFirst.field && sort.descending) return;
  if (cursor !== undefined) {
    throw new InspectorError('usage', '--cursor goes with the default order only', {
      hint: 'leave --sort out',
    });
  }
  if (limit > topRows) {
    throw new InspectorError('usage', `--sort ${sort.field} lists the first ${topRows} at most`, {
      hint: `give --limit ${topRows} or less, or leave --sort out`,
    });
  }
}

function joinValues(value: string, before: string | undefined): string {
  return before === undefined ? value : `${before},${value}`;
}

function parseSort(text: string): Sort {
  const descending = text.startsWith('-');
  const field = sortFields.find(known => known === text.replace(/^-/, ''));
  if (field === undefined) throw new InvalidArgumentError(`It takes one of ${sortFields.join(', ')}.`);
  return { field, descending };
}
