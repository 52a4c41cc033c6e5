import type { RunWriter } from '../../contract/run-events.ts';
import { prepareFolder } from '../../database/sqlite/prepare-folder.ts';
import { InspectorError } from '../../model/errors.ts';
import { openFailsafeWriter, withChecks } from './failsafe-writer.ts';
import { locateStore } from './locate-store.ts';

/** Where a recorder records to: a store's file, or a server. */
export type Destination = {
  /**
   * A store's file, or a folder that has or gets `.runlens/runs.db`. By default the nearest one from the
   * current folder upwards, else the current folder's own.
   */
  readonly location?: string;
  /**
   * A server's address, `https://host[:port][/base]`, to record to instead of a file. By default
   * `RUNLENS_URL`, where no location is given.
   */
  readonly url?: string;
  /** A token of the server's with the scope `write`. By default `RUNLENS_TOKEN`. */
  readonly token?: string;
  /**
   * Allows to send the token over plain HTTP to another machine, and to certificates that cannot be verified.
   * A process warning says so.
   */
  readonly insecure?: boolean;
  /** Where batches wait that the server does not take. By default a folder of the user's data. */
  readonly spoolFolder?: string;
  /** How much may wait there for one server; 256 MB by default. */
  readonly maxSpoolBytes?: number;
};

export type OpenedWriter = {
  readonly writer: RunWriter;
  /** The store's file, or the folder where batches wait that the server does not take. */
  readonly path: string;
  /** The server's address, without secrets. */
  readonly url?: string;
};

type Environment = Readonly<Record<string, string | undefined>>;
type Report = (error: unknown) => void;

/**
 * Opens the store or the server that is named, else the server in `RUNLENS_URL`, else the nearest store.
 * Rejects when both are named; calls `onError` for other trouble.
 */
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
  return url === undefined
    ? openLocal(locateStore(location, process.cwd()), onError)
    : openCloud({ ...destination, url }, env, onError);
}

async function openLocal(path: string, onError: Report): Promise<OpenedWriter> {
  const open = async (report: Report): Promise<RunWriter> => {
    prepareFolder(path);
    const { openRunWriter } = await import('../../database/sqlite/write/open-run-writer.ts');
    return withChecks(await openRunWriter({ path, onError: report }), report);
  };
  return { writer: await openFailsafeWriter(open, onError), path };
}

async function openCloud(
  destination: Destination & { readonly url: string },
  env: Environment,
  onError: Report,
): Promise<OpenedWriter> {
  const { url, insecure, spoolFolder, maxSpoolBytes } = destination;
  const token = destination.token ?? (env['RUNLENS_TOKEN'] || undefined);
  const writer = await openFailsafeWriter(async report => {
    const { openCloudWriter } = await import('../outbox/cloud-writer.ts');
    return openCloudWriter({ url, token, insecure, spoolFolder, maxSpoolBytes, env, onError: report });
  }, onError);
  if (insecure && 'location' in writer)
    process.emitWarning(`what is recorded to ${writer.location} may be read and changed on its way`);
  return 'location' in writer
    ? { writer, path: writer.spoolFolder, url: writer.location }
    : { writer, path: '', url: '' };
}
