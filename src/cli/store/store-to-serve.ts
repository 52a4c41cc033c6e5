import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ServedStore } from '../../contract/served-store.ts';
import { InspectorError } from '../../model/errors.ts';
import { locateStore } from '../../recorder/writer/locate-store.ts';
import { openServedStore, type ServedLocation } from '../../stores/open-served-store.ts';
import { parseLocation } from '../../targets/location.ts';
import { showLocation } from '../../targets/show-location.ts';
import type { Context } from '../context.ts';
import { say } from '../print/write.ts';

/**
 * Opens the store to serve: the one that is named, else the nearest from here upwards. One that is missing is
 * `made`, which is said, or `refused`.
 */
export async function openStoreToServe(
  named: string | undefined,
  context: Context,
  whenMissing: 'made' | 'refused',
): Promise<ServedStore> {
  const location = findLocation(named, context);
  const shown = showLocation(location, context.cwd, context.home);
  if (location.kind === 'sqlite' && !existsSync(location.path)) {
    if (whenMissing === 'refused') throw noStore(shown);
    say(`${shown} is new`, context);
  }
  return openServedStore(location, {
    name: 'served',
    kind: location.kind,
    location: shown,
    reason: named === undefined ? 'found here' : 'argument',
  });
}

function noStore(shown: string): InspectorError {
  return new InspectorError('usage', `there is no store at ${shown}`, {
    hint: 'name the one that is served with --store; "runlens serve" and "runlens serve token add" make one',
  });
}

function findLocation(named: string | undefined, { cwd, home }: Context): ServedLocation {
  if (named === undefined || !/^(?!sqlite:)[a-z][a-z0-9+.-]+:/i.test(named)) {
    const text = named?.startsWith('~/') ? join(home, named.slice(2)) : named;
    return { kind: 'sqlite', path: locateStore(text, cwd) };
  }
  const location = parseLocation(named, cwd, home);
  if (location.kind === 'sqlite' || location.kind === 'postgres') return location;
  throw new InspectorError('usage', 'a server cannot serve what another program keeps', {
    hint: 'give a file, a folder or postgres://… as --store',
  });
}
