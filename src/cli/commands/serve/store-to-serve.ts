import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import type { ServedStore } from '../../../contract/served-store.ts';
import { InspectorError } from '../../../model/errors.ts';
import { locateStore } from '../../../recorder/open-writer.ts';
import { openServedStore, type ServedLocation } from '../../../stores/open-store.ts';
import { formatLocation } from '../../../targets/location.ts';
import { parseLocation } from '../../../targets/parse-location.ts';
import type { Context } from '../../context/context.ts';
import { writeNotice } from '../../print/write.ts';

export function addStoreOption(command: Command): Command {
  return command.option(
    '--store <location>',
    'a file, a folder or postgres://…; default: the nearest .runlens/runs.db, created where there is none',
  );
}

type WhenMissing = 'create' | 'refuse' | 'ask for a token';

export async function withStoreToServe<Result>(
  named: string | undefined,
  context: Context,
  whenMissing: WhenMissing,
  use: (served: ServedStore) => Promise<Result>,
): Promise<Result> {
  const served = await openStoreToServe(named, context, whenMissing);
  try {
    return await use(served);
  } finally {
    await served.close();
  }
}

/** Opens the named store, else the nearest from here upwards; `report` receives failures of its upkeep. */
export async function openStoreToServe(
  named: string | undefined,
  context: Context,
  whenMissing: WhenMissing,
  report?: (error: unknown) => void,
): Promise<ServedStore> {
  const location = locationToServe(named, context);
  const shown = formatLocation(location, context.cwd, context.home);
  if (location.kind === 'sqlite' && !existsSync(location.path)) {
    if (whenMissing !== 'create') throw noStore(shown, whenMissing);
    writeNotice(`creating ${shown}`, context);
  }
  const target = {
    name: 'served',
    kind: location.kind,
    location: shown,
    reason: named === undefined ? 'found here' : 'argument',
  };
  return openServedStore(location, target, report);
}

function noStore(shown: string, whenMissing: Exclude<WhenMissing, 'create'>): InspectorError {
  const hint = {
    refuse: 'name the served store with --store; "runlens serve" and "runlens serve token add" create one',
    'ask for a token':
      'others have to show a token; make one first: runlens serve token add --name app --scope record',
  }[whenMissing];
  return new InspectorError('usage', `there is no store at ${shown}`, { hint });
}

export function locationToServe(named: string | undefined, { cwd, home }: Context): ServedLocation {
  if (named === undefined || !/^(?!sqlite:)[a-z][a-z0-9+.-]+:/i.test(named)) {
    const text = named?.startsWith('~/') ? join(home, named.slice(2)) : named;
    return { kind: 'sqlite', path: locateStore(text, cwd) };
  }
  const location = parseLocation(named, cwd, home);
  if (location.kind === 'sqlite' || location.kind === 'postgres') return location;
  throw new InspectorError('usage', 'a server cannot serve the store of another program', {
    hint: 'give a file, a folder or postgres://… as --store',
  });
}
