import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Engine } from '../../contract/engine.ts';
import { parseServerAddress } from '../../http/server-address.ts';
import { InspectorError } from '../../model/errors.ts';
import { isLoopbackHost } from '../../model/loopback.ts';
import { addressPath, resolvePath } from '../address-path.ts';
import { isFolder, requireFile, startOfFile } from '../file-engine.ts';

/** Names the server of the application, which acts on its runs. */
export const serverVariable = 'MASTRA_URL';

const hint =
  'name its file, and where something is to be done, its server: mastra:./mastra.db#http://localhost:4111';

/**
 * Mastra (https://mastra.ai), whose workflows and agents are kept in a file of libSQL. A place is the file,
 * and after `#` the URL of the application's server, where the user names it.
 */
export const mastraEngine: Engine = {
  kind: 'mastra',
  isRemote: false,
  access: 'path',
  locate(text, where) {
    const { path, url } = splitPlace(text);
    const resolved = resolvePath(addressPath(path), where);
    const found = isFolder(resolved) ? databaseIn(resolved) : resolved;
    if (found === undefined)
      throw new InspectorError('usage', `no database of Mastra is in ${path || '.'}`, {
        hint,
      });
    return url === undefined ? found : `${found}#${parseServerAddress(url).shown}`;
  },
  requireFile: place => requireFile(splitPlace(place).path, hint),
  recognize: path => (isFolder(path) ? databaseIn(path) : isDatabase(path) ? path : undefined),
  detect(folder) {
    const place = databaseIn(folder);
    return place === undefined ? undefined : { place };
  },
  nameOf(place) {
    const { path } = splitPlace(place);
    const name = basename(path).replace(/\.[^.]*$/, '');
    const project = dirname(path).replace(inProject, '');
    return (name === 'mastra' ? basename(project) : name).replaceAll(',', '_') || 'mastra';
  },
  async open(options) {
    const { path, url = serverOfEnvironment() } = splitPlace(options.place);
    if (url !== undefined) parseServerAddress(url);
    const { openMastraStore } = await import('./open-mastra-store.ts');
    return openMastraStore({ ...options, place: url === undefined ? path : `${path}#${url}` });
  },
};

/** `/shop/mastra.db`, or that and `#http://localhost:4111` */
export function splitPlace(place: string): { readonly path: string; readonly url?: string } {
  const [, path, url] = /^(.*)#(https?:.*)$/s.exec(place) ?? [];
  return path === undefined || url === undefined ? { path: place } : { path, url };
}

/** Only a server of this machine: one elsewhere must be in the address, so that questions name it. */
function serverOfEnvironment(): string | undefined {
  const url = process.env[serverVariable] ?? '';
  return URL.canParse(url) && isLoopbackHost(new URL(url).hostname) ? url : undefined;
}

const folders = ['', '.mastra', join('.mastra', 'output'), join('src', 'mastra', 'public')];
const inProject = /[/\\](?:\.mastra(?:[/\\]output)?|src[/\\]mastra[/\\]public)$/;
const usualName = 'mastra.db';
const mostFiles = 20;

function databaseIn(folder: string): string | undefined {
  const paths = folders.flatMap(name => databasesIn(join(folder, name)));
  return paths.find(path => basename(path) === usualName) ?? paths[0];
}

function databasesIn(folder: string): readonly string[] {
  try {
    const names = readdirSync(folder).filter(name => /\.(?:db|sqlite3?)$/i.test(name));
    return names
      .sort((a, b) => Number(b === usualName) - Number(a === usualName))
      .slice(0, mostFiles)
      .map(name => join(folder, name))
      .filter(isDatabase);
  } catch {
    return [];
  }
}

/** Looks for the name of the table in the schema; a new table may only be in the `-wal`. */
function isDatabase(path: string): boolean {
  const [start = '', wal] = [path, `${path}-wal`].map(file => startOfFile(file, schemaBytes));
  return start.startsWith('SQLite format 3\0') && (start + wal).includes('mastra_workflow_snapshot');
}

const schemaBytes = 256 * 1_024;
