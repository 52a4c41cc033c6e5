import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { RunWriter } from '../contract/run-events.ts';
import { storeInFolder } from '../database/sqlite/prepare-folder.ts';
import { foldersUpwards } from '../files/folders.ts';
import { parseServerAddress } from '../http/server-address.ts';
import type { Environment } from '../model/environment.ts';
import { InspectorError } from '../model/errors.ts';
import { openFailsafeWriter, withChecks } from './failsafe-writer.ts';

export type Destination = {
  /**
   * A store's file, or a folder for `.runlens/runs.db`. By default the nearest one from the current folder
   * upwards, else a new one in the current folder.
   */
  readonly location?: string;
  /** A server's address, `https://host[:port][/base]`. By default `RUNLENS_URL`, without a location. */
  readonly url?: string;
  /** The server's token, of scope `record`, or `write` to offer workflows. By default `RUNLENS_TOKEN`. */
  readonly token?: string;
  /**
   * Allows plain HTTP to another machine and certificates that cannot be verified, which may expose the
   * token; emits a process warning.
   */
  readonly insecure?: boolean;
  /** For batches that cannot be sent now. By default a folder in the user's data folder. */
  readonly spoolFolder?: string;
  /** The limit of that folder for one server; 256 MB by default. */
  readonly maxSpoolBytes?: number;
};

/** `path` and `url` as in `Recorder`. */
type OpenedWriter = { readonly writer: RunWriter; readonly path: string; readonly url?: string };

type Report = (error: unknown) => void;

/** Rejects when both a location and a URL are given; calls `onError` for other problems. */
export async function openWriter(
  destination: Destination,
  env: Environment,
  onError: Report,
): Promise<OpenedWriter> {
  const { location } = destination;
  if (location !== undefined && destination.url !== undefined)
    throw new InspectorError('usage', 'a recorder records into a store or to a server, not both', {
      hint: 'give location or url',
    });
  const url = destination.url ?? (location === undefined ? env['RUNLENS_URL'] || undefined : undefined);
  return url === undefined ? openLocal(location, onError) : openCloud({ ...destination, url }, env, onError);
}

async function openLocal(location: string | undefined, onError: Report): Promise<OpenedWriter> {
  let path = '';
  const open = async (report: Report): Promise<RunWriter> => {
    path = locateStore(location, process.cwd());
    const { openRunWriter } = await import('../database/sqlite/write/open-run-writer.ts');
    return withChecks(await openRunWriter({ path, onError: report }), report);
  };
  const writer = await openFailsafeWriter(open, onError);
  return { writer, path };
}

async function openCloud(
  destination: Destination & { readonly url: string },
  env: Environment,
  onError: Report,
): Promise<OpenedWriter> {
  const { url, insecure, spoolFolder, maxSpoolBytes } = destination;
  const token = destination.token ?? (env['RUNLENS_TOKEN'] || undefined);
  const writer = await openFailsafeWriter(async report => {
    const { openCloudWriter } = await import('./outbox/cloud-writer.ts');
    return openCloudWriter({ url, token, insecure, spoolFolder, maxSpoolBytes, env, onError: report });
  }, onError);
  if (insecure && 'location' in writer && !parseServerAddress(writer.location).isLoopback)
    process.emitWarning(`what is recorded to ${writer.location} may be read and changed on its way`);
  return 'location' in writer
    ? { writer, path: writer.spoolFolder, url: writer.location }
    : { writer, path: '', url: '' };
}

/** The store's file for `Destination.location`. Throws for an address, which is no path. */
export function locateStore(location: string | undefined, cwd: string): string {
  if (location === undefined) {
    const stores = foldersUpwards(cwd).map(folder => join(folder, storeInFolder));
    return stores.find(path => existsSync(path)) ?? join(cwd, storeInFolder);
  }
  refuseAddress(location);
  const path = resolve(cwd, location.replace(/^sqlite:(\/\/(?=[/.]))?/, ''));
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ? join(path, storeInFolder) : path;
}

/** The password in an address would become a part of the store's path. */
function refuseAddress(location: string): void {
  if (/^postgres(ql)?:/i.test(location))
    throw new InspectorError('usage', 'a recorder does not write into PostgreSQL itself', {
      hint: 'run "runlens serve --store postgres://…", and give the address of that server as url',
    });
  if (/^(?!sqlite:)[a-z][a-z0-9+.-]+:\/\//i.test(location))
    throw new InspectorError('usage', 'the location of a store is a file or a folder, not an address', {
      hint: 'give the address of a server as url',
    });
}
