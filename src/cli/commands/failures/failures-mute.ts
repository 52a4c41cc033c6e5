import { type Command, InvalidArgumentError } from 'commander';
import { InspectorError } from '../../../model/errors.ts';
import { comingTime } from '../../../model/query/resolve-time.ts';
import type { Runner } from '../../context/context.ts';
import { addExamples } from '../../options/examples.ts';
import { addDataOptions, dataOptionsOf } from '../../options/output-options.ts';
import { parseCount } from '../../options/parse-value.ts';
import { keepFailureMark } from './keep-failure-mark.ts';

type Flags = { readonly until?: number; readonly count?: number };

export function declareCommand(parent: Command, { context, done }: Runner): Command {
  const command = parent
    .command('mute')
    .description('mute a group of failures until a time, or until more runs have failed')
    .argument('<failure-id>', 'its id, as `failures list` prints it')
    .option('--until <time>', '7d, 12h, tomorrow, friday, or a date such as 2026-12-24', text =>
      parseUntil(text, context.now()),
    )
    .option('--count <count>', 'until this many more runs have failed', parseCount);
  addDataOptions(command);
  addExamples(command, {
    'runlens failures mute 0k3x9f0a1b2 --until 7d': '',
    'runlens failures mute 0k3x9f0a1b2 --count 100': '',
  });
  return command.action(async (failureId: string, { until, count }: Flags) => {
    if (until === undefined && count === undefined)
      throw new InspectorError('usage', 'a mute needs --until or --count', {
        hint: 'for example --until 7d',
      });
    const told = { failureId, kind: 'muted', mutedUntil: until, mutedForCount: count } as const;
    done(await keepFailureMark(told, dataOptionsOf(command, context), context));
  });
}

function parseUntil(text: string, now: number): number {
  const at = comingTime(text, now);
  if (at === undefined)
    throw new InvalidArgumentError('It takes a time such as 7d, 12h, tomorrow, friday or 2026-12-24.');
  if (at <= now) throw new InvalidArgumentError('It takes a time to come.');
  return at;
}
