import type { Command } from 'commander';
import { InspectorError } from '../../../model/errors.ts';
import { markLimits } from '../../../model/failure/memory/failure-mark.ts';
import type { Runner } from '../../context/context.ts';
import { addExamples } from '../../options/examples.ts';
import { addDataOptions, dataOptionsOf } from '../../options/output-options.ts';
import { keepFailureMark } from './keep-failure-mark.ts';

type Flags = { readonly ticket?: string };

export function declareCommand(parent: Command, { context, done }: Runner): Command {
  const command = parent
    .command('note')
    .description('write a note on a group of failures, for everyone who reads the store')
    .argument('<failure-id>', 'its id, as `failures list` prints it')
    .argument('[text]', 'what is known')
    .option('--ticket <ticket>', 'the ticket elsewhere, such as OPS-12');
  addDataOptions(command);
  addExamples(command, {
    'runlens failures note 0k3x9f0a1b2 "the mail provider is slow" --ticket OPS-12': '',
  });
  return command.action(async (failureId: string, note: string | undefined, { ticket }: Flags) => {
    requireText(note, ticket);
    const told = { failureId, kind: 'known', note, ticket } as const;
    done(await keepFailureMark(told, dataOptionsOf(command, context), context));
  });
}

function requireText(note: string | undefined, ticket: string | undefined): void {
  const hint = '`runlens failures unmark` removes a note';
  if ((note ?? '') === '' && (ticket ?? '') === '')
    throw new InspectorError('usage', 'a note needs a text or --ticket', { hint });
  if ((note ?? '').length > markLimits.note || (ticket ?? '').length > markLimits.ticket)
    throw new InspectorError(
      'usage',
      `a note has ${markLimits.note} characters at most, a ticket ${markLimits.ticket}`,
    );
}
