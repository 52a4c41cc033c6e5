import type { Command } from 'commander';
import { withTimeout } from '../../async/deadline.ts';
import { InspectorError } from '../../model/errors.ts';
import { type ListedTarget, listTargets, toTargetJson } from '../../targets/list-targets.ts';
import type { Context, Runner } from '../context/context.ts';
import { exitCodes } from '../context/exit-codes.ts';
import { addExamples } from '../options/examples.ts';
import { addDataOptions, type DataOptions, dataOptionsOf } from '../options/output-options.ts';
import { createListPrinter, type ListShape } from '../print/print-list.ts';
import { textTable } from '../print/text-table.ts';
import { outputColumns, writeNotice } from '../print/write.ts';

export function declareCommand(group: Command, { context, done }: Runner): Command {
  const command = group
    .command('list', { isDefault: true })
    .description('list the targets known here; * marks the one in use');
  addDataOptions(command);
  addExamples(command, { 'runlens targets': '', 'runlens targets list --json': '' });
  return command.action(async () => {
    done(await runTargetsList({ ...dataOptionsOf(command, context) }, context));
  });
}

async function runTargetsList({ output, target }: DataOptions, context: Context): Promise<number> {
  const listed = await nameParts(await listTargets(target.named, context, target));
  const printer = createListPrinter(targetShape(context), output, context);
  await printer.add(listed);
  await printer.end();
  if (listed.length === 0) {
    writeNotice(
      'no targets are known here: run "runlens demo", or record runs with runlens/recorder',
      context,
    );
  }
  return exitCodes.ok;
}

const longestLookMs = 3_000;

/** The database in use is listed as what it holds, if the user has named it. */
async function nameParts(listed: readonly ListedTarget[]): Promise<readonly ListedTarget[]> {
  const [used, ...others] = listed;
  if (!used?.isUsed || used.target?.kind !== 'postgres' || used.target.found?.writtenBy !== 'user')
    return listed;
  const { findDatabaseTargets } = await import('../../stores/open-database.ts');
  const looking = findDatabaseTargets(used.target).catch(ignoreFailure);
  const found = await withTimeout(looking, longestLookMs);
  if (!found || found.length === 0) return listed;
  const parts = found.map(target => ({
    ...{ name: target.info.name, location: target.info.location, from: used.from, target },
    isUsed: found.length === 1,
  }));
  return [...parts, ...others];
}

/** Opening it says what is wrong. */
function ignoreFailure(error: unknown): undefined {
  if (!(error instanceof InspectorError)) throw error;
}

function targetShape(context: Context): ListShape<ListedTarget> {
  return {
    toJson: toTargetJson,
    tsv: ['name', 'kind', 'location', 'from', 'inUse', 'problem'],
    toTable: async rows =>
      textTable(
        rows,
        [
          { title: '', text: listed => (listed.isUsed ? '*' : '') },
          { title: 'NAME', text: listed => listed.name },
          { title: 'LOCATION', text: listed => listed.location },
          { title: 'WHY', text: listed => listed.problem ?? listed.from },
        ],
        outputColumns(context),
      ),
  };
}
