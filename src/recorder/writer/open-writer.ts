import type { RunWriter } from '../../contract/run-events.ts';
import { prepareFolder } from '../../database/sqlite/prepare-folder.ts';
import { InspectorError } from '../../model/errors.ts';
import { openFailsafeWriter, withChecks } from './failsafe-writer.ts';
import { locateStore } from './locate-store.ts';

/** Where a recorder records to: a store's file, or a server. */
export type Destination = {
  readonly location?: string;
  readonly url?: string;
  readonly token?: string;
  readonly insecure?: boolean;
  readonly spoolFolder?: string;
  readonly maxSpoolBytes?: number;
};

export type OpenedWriter = {
  readonly writer: RunWriter;
  /** The store's file, or the folder in which what the server does not take waits. */
  readonly path: string;
  /** The server's address, without anything secret. */
  readonly url?: string;
};

type Environment = Readonly<Record<string, string | undefined>>;
type Tell = (error: unknown) => void;

/**
 * Opens what is named, else the server in `RUNLENS_URL`, else the nearest store; trouble is told. Rejects
 * when both are named.
 */
export async function openWriter(
  destination: Destination,
  env: Environment,
  onError: Tell,
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

async function openLocal(path: string, onError: Tell): Promise<OpenedWriter> {
  const open = async (tell: Tell): Promise<RunWriter> => {
    prepareFolder(path);
    const { openRunWriter } = await import('../../database/sqlite/write/open-run-writer.ts');
    return withChecks(await openRunWriter({ path, onError: tell }), tell);
  };
  return { writer: await openFailsafeWriter(open, onError), path };
}

async function openCloud(
  destination: Destination & { readonly url: string },
  env: Environment,
  onError: Tell,
): Promise<OpenedWriter> {
  const { url, insecure, spoolFolder, maxSpoolBytes } = destination;
  const token = destination.token ?? (env['RUNLENS_TOKEN'] || undefined);
  const writer = await openFailsafeWriter(async tell => {
    const { openCloudWriter } = await import('../outbox/cloud-writer.ts');
    return openCloudWriter({ url, token, insecure, spoolFolder, maxSpoolBytes, env, onError: tell });
  }, onError);
  if (insecure && 'location' in writer)
    process.emitWarning(`what is recorded to ${writer.location} may be read and changed on its way`);
  return 'location' in writer
    ? { writer, path: writer.spoolFolder, url: writer.location }
    : { writer, path: '', url: '' };
}
